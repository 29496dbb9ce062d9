import {
    type AccessEntry,
    type Admission,
    admissionOf,
    describeAdmission,
    globOfValue,
    isGitlabIssuer,
    type Way,
    withClaim,
} from "../../../trust/admission";
import { parseProviderArn } from "../../../trust/aws";
import type { ConditionBlock } from "../../../trust/conditions";
import { type Claims, evaluate } from "../../../trust/decision";
import { readTrustDocument, type TrustDocument } from "../../../trust/document";
import { type OrganizationPolicy, underPolicies } from "../../../trust/organization";
import type { TrustContext } from "../../../trust/rules";
import { factsOfRole, type PoliciesLookedAt, type TrustedRole } from "../../estate";
import { naturalOrder } from "../../terminal";
import { matchesLike } from "../explain";
import type { RoleChange } from "./compareAccess";

/** Who may assume one role. */
export interface RoleAccess {
    /** What a reader calls the role: its key, or its name. */
    role: string;
    urn: string;
    /** Whether the trust policy is known before the deployment. */
    isKnown: boolean;
    /** What makes IAM refuse the trust policy, or keeps it from being read; then nobody is shown. Absent where it is read. */
    unreadable?: { code: string; path: string; message: string };
    /** One per value of each Allow statement by which somebody gets in; empty where no GitLab job does. */
    entries: AccessEntry[];
    /** Where one job is asked about: whether it gets in. Those with `no` are left out. */
    answer?: "yes" | "yes-if";
    /** With the answer `yes-if`: what it hangs on, in words. */
    conditional?: string[];
}

/** A role with its trust policy, read once. */
interface DocumentOfRole {
    role: string;
    urn: string;
    /** Under the organization's policies, where some were given. Absent where the trust policy is not known before the deployment. */
    document?: TrustDocument;
    /** The trust policy without the organization's policies; only where some were given. */
    alone?: TrustDocument;
}

/** A role, its trust policy, and who gets in by it. */
export interface JudgedRole extends DocumentOfRole {
    /** Nobody's, where IAM takes no such document. Absent where the trust policy is not known. */
    admission?: Admission;
    access: RoleAccess;
}

/** Reads each role's trust policy, once. With policies of the organization, what they deny is denied from here on. */
export function readDocuments(
    roles: readonly Pick<TrustedRole, "label" | "urn" | "trustPolicy" | "arn" | "tags">[],
    policies: readonly OrganizationPolicy[] = [],
): DocumentOfRole[] {
    return roles.map((role) => {
        const { label, urn, trustPolicy } = role;
        if (trustPolicy === undefined) return { role: label, urn };
        const alone = readTrustDocument(trustPolicy);
        if (policies.length === 0) return { role: label, urn, document: alone };
        return { role: label, urn, document: underPolicies(alone, policies, factsOfRole(role)), alone };
    });
}

/**
 * Who may assume which role, for the roles that GitLab jobs have to do with, or may have. An issuer that one role shows to be
 * GitLab's is GitLab's in all of them.
 */
export function judgeRoles(documents: readonly DocumentOfRole[], context: TrustContext): JudgedRole[] {
    const first = documents.map((one) => ({ ...one, ...admitted(one.document, context) }));
    const shown = new Set(
        first.flatMap(({ admission }) => admission?.gitlabWays.map(({ issuer }) => issuer) ?? []),
    );
    const wider: TrustContext = {
        ...context,
        issuers: [...(context.issuers ?? []), ...unlisted(shown, context)],
    };
    return first
        .map((one) => {
            const { admission } = one;
            const learns =
                admission !== undefined &&
                [...admission.byIssuer.keys()].some(
                    (issuer) => shown.has(issuer) && !admission.isGitlab(issuer),
                );
            return learns ? { ...one, ...admitted(one.document, wider) } : one;
        })
        .filter(concernsGitlab)
        .map((one) => ({ ...one, access: accessOf(one) }));
}

function unlisted(issuers: ReadonlySet<string>, context: TrustContext): { url: string }[] {
    return [...issuers]
        .filter((issuer) => !isGitlabIssuer(issuer, context))
        .map((issuer) => ({ url: `https://${issuer}` }));
}

function admitted(document: TrustDocument | undefined, context: TrustContext): { admission?: Admission } {
    if (document === undefined) return {};
    const { refusal, hasPolicyVariables } = document;
    return {
        admission: admissionOf(
            refusal === undefined ? document : { statements: [], hasPolicyVariables },
            context,
        ),
    };
}

/** Whether a role is shown: also one that names a GitLab instance and lets nobody in, and one that cannot be read. */
function concernsGitlab({ document, admission }: Omit<JudgedRole, "access">): boolean {
    if (document === undefined || admission === undefined || document.refusal !== undefined) return true;
    return (
        admission.gitlabWays.length > 0 ||
        admission.accountWays.length > 0 ||
        document.statements.some(({ principals }) =>
            principals.some(({ text }) => {
                const issuer = parseProviderArn(text)?.issuer;
                return issuer !== undefined && admission.isGitlab(issuer);
            }),
        )
    );
}

function accessOf({ role, urn, document, admission }: Omit<JudgedRole, "access">): RoleAccess {
    const refusal = document?.refusal;
    return {
        role,
        urn,
        isKnown: document !== undefined,
        ...(refusal === undefined
            ? {}
            : { unreadable: { code: refusal.code, path: refusal.path, message: refusal.message } }),
        entries: admission === undefined ? [] : describeAdmission(admission),
    };
}

/** Who may assume which role, for the roles that GitLab jobs have to do with, or may have. */
export function roleAccess(roles: readonly TrustedRole[], context: TrustContext): RoleAccess[] {
    return judgeRoles(readDocuments(roles), context).map(({ access }) => access);
}

/** One way into a role, in one line: projects, refs, further conditions. What is open is in the words of the first two. */
export function accessWords(entry: AccessEntry): string {
    return [entry.projects, entry.refs, ...conditionCells(entry)].join("; ");
}

/** The further conditions of a way, one a line; those of a way that no document settles begin with "if". */
export function conditionCells({ conditions, isUncertain }: AccessEntry): string[] {
    if (isUncertain !== true) return [...conditions];
    if (conditions.length === 0) return ["if AWS takes the statement so, which no document says"];
    return conditions.map((condition) => `if ${condition}`);
}

/** A role in the document that `access --json` prints: with its trust policy, so that `--against` can decide again. */
export interface SavedRole extends RoleAccess {
    /** Absent where it is not known before the deployment, or is not valid JSON. */
    trustPolicy?: unknown;
}

/** What `access --json` prints, and what `--against` reads. */
export interface AccessDocument {
    /** The form of this document; another number is another form. */
    format: 2;
    /** What was looked at: `stack dev of gitlab-aws-oidc`, `account 123456789012`. */
    of: string;
    /** URLs of the GitLab instances that were named beside gitlab.com. */
    issuers: string[];
    /** Which policies of the organization the answers rest on. */
    organizationPolicies: PoliciesLookedAt;
    /** Whom the organization's policies keep out, by role. Absent where none was given. */
    denied?: RoleChange[];
    /** Which job the roles are for; absent where all are shown. */
    only?: string;
    /** Roles that this job cannot assume; absent where all are shown. */
    refused?: string[];
    /** Roles that have to do with GitLab jobs, in natural order of their names. */
    roles: SavedRole[];
}

/** A document in which the roles stand in the order of their names. `only` limits it to one job. */
export function accessDocument(
    of: string,
    roles: readonly JudgedRole[],
    { issuers = [] }: TrustContext = {},
    only?: AskedJob,
    organization: Pick<AccessDocument, "organizationPolicies" | "denied"> = withoutPolicies,
): AccessDocument {
    const sorted = [...roles].sort((a, b) => naturalOrder(a.role, b.role));
    const shown = only === undefined ? sorted : onlyFor(only, sorted);
    const names = new Set(shown.map(({ role }) => role));
    return {
        format: 2,
        of,
        issuers: issuers.map(({ url }) => url),
        ...organization,
        ...(only === undefined
            ? {}
            : {
                  only: jobWords(only),
                  refused: sorted.map(({ role }) => role).filter((role) => !names.has(role)),
              }),
        roles: shown.map(({ access, document }) => ({
            ...access,
            ...(document?.raw === undefined ? {} : { trustPolicy: document.raw }),
        })),
    };
}

const withoutPolicies = { organizationPolicies: { given: false, policies: [] } };

/** How many ways into its roles a document has. */
export function waysIn({ roles }: { roles: readonly RoleAccess[] }): number {
    return roles.reduce((count, { isKnown, entries }) => count + (isKnown ? entries.length : 1), 0);
}

/** The job that is asked about: its subject alone, or all its claims. */
export type AskedJob = { subject: string } | { claims: Claims };

function jobWords(job: AskedJob): string {
    return "claims" in job
        ? `a job with the subject ${String(job.claims["sub"])} and the given claims`
        : `jobs with the subject ${job.subject}`;
}

/**
 * The roles that one job can reach, with the entries that let it in. All claims are decided as `explain` decides them; of a
 * subject alone, whether some token with it gets in. Roles that are not known before the deployment, or not readable, stay.
 */
export function onlyFor(job: AskedJob, roles: readonly JudgedRole[]): JudgedRole[] {
    return roles.flatMap((role) => {
        const { document, admission, access } = role;
        if (document === undefined || admission === undefined || access.unreadable !== undefined)
            return [role];
        const answer =
            "claims" in job ? forClaims(job.claims, role, document) : forSubject(job.subject, role);
        return answer === undefined ? [] : [{ ...role, access: { ...access, ...answer } }];
    });
}

type Answer = Required<Pick<RoleAccess, "answer" | "entries">> & Pick<RoleAccess, "conditional">;

function forClaims(claims: Claims, { access }: JudgedRole, document: TrustDocument): Answer | undefined {
    const { outcome, unchecked, statements } = evaluate(document, claims);
    if (outcome === "denied") return undefined;
    const matched = new Set(
        statements.filter(({ effect, matched }) => effect === "Allow" && matched).map(({ path }) => path),
    );
    const granting = document.statements.filter(({ path }) => matched.has(path));
    const entries = access.entries.filter(({ path }) =>
        granting.some(
            (statement) =>
                statement.path === path ||
                statement.conditions.some((block) => namesSubject(block, path, String(claims["sub"]))),
        ),
    );
    return {
        answer: outcome === "allowed" ? "yes" : "yes-if",
        ...(unchecked.length === 0
            ? {}
            : { conditional: unchecked.map(({ path, why }) => `${path}: ${why}`) }),
        entries,
    };
}

/** Whether the value at a path, by itself, takes a subject. */
function namesSubject({ values, operator }: ConditionBlock, path: string, subject: string): boolean {
    const value = values.find((one) => one.path === path);
    if (value === undefined || operator?.kind !== "string") return false;
    if (value.text.includes("${")) return true;
    const [wanted, got] = operator.ignoreCase
        ? [value.text.toLowerCase(), subject.toLowerCase()]
        : [value.text, subject];
    return operator.pattern ? matchesLike(wanted, got) : wanted === got;
}

function forSubject(subject: string, { admission, access }: JudgedRole): Answer | undefined {
    const glob = globOfValue(subject, { wildcards: false, variables: false });
    const open = (admission?.gitlabWays ?? []).filter(
        (way) =>
            way.find({
                confine: (box, reading) => withClaim(box, reading, "sub", { all: [[glob]], none: [] }),
            }) !== undefined,
    );
    if (open.length === 0) return undefined;
    const places = new Set(open.map(placeOf));
    const entries = access.entries.filter(({ path }) => places.has(path));
    const isSure = entries.some(({ conditions, isUncertain }) => conditions.length === 0 && !isUncertain);
    return {
        answer: isSure ? "yes" : "yes-if",
        ...(isSure ? {} : { conditional: [...new Set(entries.flatMap(({ conditions }) => conditions))] }),
        entries,
    };
}

/** The path by which a way's entry is known. */
export function placeOf({ value, statement }: Way): string {
    return value?.path ?? statement.path;
}
