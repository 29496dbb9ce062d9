import type { AccessEntry } from "../../../trust/admission";
import { readTrustDocument } from "../../../trust/document";
import { describeAccess } from "../../../trust/admission";
import { type Claims, evaluate } from "../../../trust/decision";
import type { TrustContext } from "../../../trust/rules";
import type { TrustedRole } from "../../estate";
import { matchesLike } from "../explain";

/** Who may assume one role. */
export interface RoleAccess {
    /** What a reader calls the role: its key, or its name. */
    role: string;
    urn: string;
    /** Whether the trust policy is known before the deployment. */
    isKnown: boolean;
    /** One per Allow statement and subject; empty where no GitLab job gets in. */
    entries: AccessEntry[];
}

/** Who may assume which role, for the roles that GitLab jobs have to do with, or may have. */
export function roleAccess(roles: readonly TrustedRole[], context: TrustContext): RoleAccess[] {
    return roles
        .map(({ label, urn, trustPolicy }) => ({
            role: label,
            urn,
            isKnown: trustPolicy !== undefined,
            entries: trustPolicy === undefined ? [] : describeAccess(readTrustDocument(trustPolicy), context),
        }))
        .filter(({ isKnown, entries }) => !isKnown || entries.length > 0);
}

/** One way into a role, in one line: projects, refs, further conditions. What is open is in the words of the first two. */
export function accessWords({ projects, refs, conditions }: AccessEntry): string {
    return [projects, refs, ...conditions].join("; ");
}

/** What `access --json` prints, and what `--against` reads. */
export interface AccessDocument {
    /** The form of this document; another number is another form. */
    format: 1;
    /** What was looked at: `stack dev of gitlab-aws-oidc`, `account 123456789012`. */
    of: string;
    /** Which job the roles are for; absent where all are shown. */
    only?: string;
    /** Roles that GitLab jobs may assume, sorted by name. */
    roles: RoleAccess[];
}

/** A document in which the roles stand in the order of their names. */
export function accessDocument(of: string, roles: readonly RoleAccess[], only?: string): AccessDocument {
    return {
        format: 1,
        of,
        ...(only === undefined ? {} : { only }),
        roles: [...roles].sort((a, b) => (a.role < b.role ? -1 : a.role > b.role ? 1 : 0)),
    };
}

/** How many ways into its roles a document has. */
export function waysIn({ roles }: Pick<AccessDocument, "roles">): number {
    return roles.reduce((count, { isKnown, entries }) => count + (isKnown ? entries.length : 1), 0);
}

/** The job that is asked about: its subject alone, or all its claims. */
export type AskedJob = { subject: string } | { claims: Claims };

/**
 * The roles that one job can reach, with the entries that let it in. Of a subject alone, further conditions are left open
 * and stay in the table; with claims they must be met. Roles that are not known before the deployment stay.
 */
export function onlyFor(
    job: AskedJob,
    access: readonly RoleAccess[],
    roles: readonly TrustedRole[],
): RoleAccess[] {
    const policies = new Map(roles.map(({ urn, trustPolicy }) => [urn, trustPolicy]));
    return access
        .map((role) => ({
            ...role,
            entries: role.entries.filter((entry) => letsIn(job, entry, policies.get(role.urn))),
        }))
        .filter(({ isKnown, entries }) => !isKnown || entries.length > 0);
}

function letsIn(job: AskedJob, entry: AccessEntry, document: unknown): boolean {
    const claims = "claims" in job ? job.claims : usualClaims(job.subject, entry);
    const subject = String(claims["sub"]);
    const isPattern = /\.(?:For\w+:)?StringLike(?:IfExists)?\[/.test(entry.path);
    const isNamed =
        entry.subject === undefined ||
        entry.subject === subject ||
        (isPattern ? matchesLike(entry.subject, subject) : !entry.path.includes(":sub"));
    if (!isNamed) return false;
    const { statements } = evaluate(readTrustDocument(document), claims);
    if (statements.some(({ effect, matched }) => effect === "Deny" && matched)) return false;
    return statements.some(({ path, matched, actionMatches, principalMatches, conditions }) => {
        if (entry.path !== path && !entry.path.startsWith(`${path}.`)) return false;
        if ("claims" in job) return matched;
        const onSubject = conditions.filter(({ key }) => key.toLowerCase().endsWith(":sub"));
        return actionMatches && principalMatches && onSubject.every(({ met }) => met !== false);
    });
}

/** Claims that carry a subject to an entry's own issuer and audience. */
function usualClaims(subject: string, { issuer, audiences }: AccessEntry): Claims {
    return { iss: `https://${issuer}`, aud: audiences[0] ?? `https://${issuer}`, sub: subject };
}
