import {
    type Admission,
    type AdmissionContext,
    admissionOf,
    issuerKeys,
    type Question,
    type Way,
    withClaim,
} from "../admission";
import { claimsThatAreNoKeys, type ConditionBlock } from "../conditions";
import { assumeRoleWithWebIdentity, statementCoversAction } from "../decision";
import { readTrustDocument, type TrustDocument, type TrustStatement } from "../document";
import type { Finding, Witness } from "../finding";
import { issuerHostAndPath } from "../gitlab";
import { globOfPattern } from "../languages";
import type { OrganizationPolicy } from "./organizationPolicy";
import { underPolicies, type RoleFacts } from "./underPolicies";

/** The rule's name, and that of the policy which reports it. */
const rule = "organization-policy-effective";

/** What can be wrong with an organization's policy about web identity. Stable names. */
export type EffectivenessCode =
    | "organization-policy-invalid"
    | "organization-policy-denies-nobody"
    | "organization-policy-denies-everybody"
    | "organization-policy-one-form"
    | "organization-policy-passes-strangers";

/** A finding, and the policy that it is about. */
export interface PolicyFinding {
    policy: OrganizationPolicy;
    finding: Finding;
}

/** A role without anything that a policy may except. */
const ordinaryRole: RoleFacts = { accountId: "000000000000", tags: {} };

/**
 * What is wrong with the policies of an organization that are about GitLab's tokens, taken together: a guardrail may be
 * split over several. Whom they deny is computed for a role that accepts every token of the issuers that they name.
 * Policies about other things give nothing.
 */
export function effectivenessFindings(
    policies: readonly OrganizationPolicy[],
    context: AdmissionContext = {},
): PolicyFinding[] {
    const about = policies.filter((policy) =>
        policy.document.statements.some((each) => namesWebIdentity(policy, each)),
    );
    return [
        ...about.flatMap((policy) => invalidFindings(policy)),
        ...about
            .filter(({ mistakes }) => mistakes.length === 0)
            .flatMap((policy) =>
                policy.document.statements
                    .filter((statement) => statement.effect === "Deny" && namesWebIdentity(policy, statement))
                    .flatMap((statement) => idleFinding(policy, statement, context) ?? [])
                    .map((finding) => ({ policy, finding })),
            ),
        ...formFindings(
            about.filter(({ kind, mistakes }) => kind === "resource-control" && mistakes.length === 0),
            context,
        ),
    ];
}

/**
 * Whether a statement is about web identity on purpose: by its action, by an issuer's key, or by providers of IAM. In a
 * service control policy an issuer's key may as well be about what a job does later: `HOST:sub` stays in the role's session.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html, where a role's permissions
 * compare `www.amazon.com:user_id`. Read 2026-11.
 */
function namesWebIdentity({ kind }: OrganizationPolicy, statement: TrustStatement): boolean {
    const { actions, conditions } = statement;
    const names = actions.some(({ text }) => /^sts:assumerolewithweb/i.test(text));
    if (names || isAboutProviders(statement)) return true;
    if (kind === "service-control") return false;
    // Without an action it has NotAction, which AWS refuses: that is reported as the mistake that it is.
    const mayCover = actions.length === 0 || statementCoversAction(statement, assumeRoleWithWebIdentity);
    return mayCover && issuerKeys(conditions).length > 0;
}

/** Whether all that a statement is about are IAM's own actions on web identity. */
function isAboutProviders({ actions }: TrustStatement): boolean {
    return (
        actions.length > 0 &&
        actions.every(({ text }) => /^iam:/i.test(text)) &&
        actions.some(({ text }) => /openidconnect/i.test(text))
    );
}

function invalidFindings(policy: OrganizationPolicy): PolicyFinding[] {
    const { kind, document, mistakes } = policy;
    const isMeantForResources =
        kind === "service-control" && document.findings.some(({ path }) => path.endsWith(".Principal"));
    return mistakes.map(({ path, value, message, fix }) => ({
        policy,
        finding: {
            rule,
            code: "organization-policy-invalid",
            severity: "high",
            effect: "open",
            path,
            ...(value === undefined ? {} : { value }),
            message: `${message}; AWS refuses the policy, so that it denies nobody`,
            fix:
                isMeantForResources && path.endsWith(".Principal")
                    ? 'Set the policy\'s type to "RESOURCE_CONTROL_POLICY": without a type it is a service control policy.'
                    : fix,
        },
    }));
}

/** A Deny that no token meets. */
function idleFinding(
    policy: OrganizationPolicy,
    statement: TrustStatement,
    context: AdmissionContext,
): Finding | undefined {
    const found = (what: string, fix: string, witness?: Witness): Finding => ({
        rule,
        code: "organization-policy-denies-nobody",
        severity: "high",
        effect: "open",
        path: statement.path,
        message: `denies nobody: ${what}`,
        fix,
        statement: statement.index,
        ...(witness === undefined ? {} : { witness }),
    });
    if (isAboutProviders(statement)) {
        if (policy.kind === "service-control") return undefined;
        const what = "resource control policies do not reach IAM's own actions";
        return found(what, "Write it as a service control policy.");
    }
    if (policy.kind === "service-control") {
        const what =
            "a service control policy binds principals of the organization, and a job that calls AssumeRoleWithWebIdentity is none";
        return found(what, 'Write it as a resource control policy, with "Principal": "*".');
    }
    const world = worldOf([policyOf(policy, statement)], {}, context);
    if (world.gitlab.length === 0) return undefined;
    if (world.all.some(({ way }) => isDenied(way, world.under))) return undefined;
    const [token] = world.all.filter(({ issuer }) => world.gitlab.includes(issuer));
    return found(...whyIdle(statement, world.gitlab), token?.way.example?.witness);
}

const placeholder = /<[^>]*>|\$\{[A-Z][A-Za-z_-]*\}|\bYOUR[-_]|\bMY[-_]|\{\{/;

/** Why no token meets a statement's conditions, as far as one of them shows it; and what to write. */
function whyIdle({ conditions }: TrustStatement, gitlab: readonly string[]): [what: string, fix: string] {
    const own = issuerKeys(conditions);
    const dead = own.find(({ name }) => claimsThatAreNoKeys.includes(name));
    if (dead !== undefined)
        return [
            `${dead.block.key} is a claim for which AWS has no condition key`,
            `Compare ${gitlab[0] ?? "gitlab.com"}:sub, or an id of gitlab.com.`,
        ];
    const value = conditions.flatMap(({ values }) => values).find(({ text }) => placeholder.test(text));
    if (value !== undefined)
        return [`${JSON.stringify(value.text)} is a placeholder`, "Fill in the organization's group or id."];
    return [
        "no token meets all of its conditions",
        'Deny with "Null": {"HOST:sub": "false"} and "StringNotLike" on HOST:sub, with the values that may pass.',
    ];
}

/** What a policy makes of tokens in either form of subject. */
function formFindings(policies: readonly OrganizationPolicy[], context: AdmissionContext): PolicyFinding[] {
    if (policies.length === 0) return [];
    const { gitlab, all, under } = worldOf(policies, ordinaryRole, context);
    return gitlab.flatMap((issuer): PolicyFinding[] => {
        const place = selectingStatement(policies, issuer);
        const way = all.find((each) => each.issuer === issuer)?.way;
        if (place === undefined || way === undefined) return [];
        const statements = under.statementsOf(way.issuer);
        const left = under.ways.filter((each) => each.issuer === issuer);
        const found = (
            code: EffectivenessCode,
            effect: "open" | "closed",
            message: string,
            fix: string,
            witness?: Witness,
        ): PolicyFinding[] => [
            {
                policy: place.policy,
                finding: {
                    rule,
                    code,
                    severity: "high",
                    effect,
                    path: place.statement.path,
                    message,
                    fix,
                    statement: place.statement.index,
                    issuer,
                    ...(witness === undefined ? {} : { witness }),
                },
            },
        ];
        if (statements !== undefined && left.every(({ example }) => example === undefined)) {
            const value = place.block.values.find(({ text }) => placeholder.test(text));
            const why = value === undefined ? "" : `: ${JSON.stringify(value.text)} is a placeholder`;
            return found(
                "organization-policy-denies-everybody",
                "closed",
                `denies every token of ${issuer}${why}`,
                "Write the organization's groups and ids as they are: every other value is denied.",
            );
        }
        const listed = place.block.operator?.negated === true ? place.block.values : [];
        for (const { text } of listed) {
            const witness = strangerBy(text, left);
            if (witness !== undefined)
                return found(
                    "organization-policy-passes-strangers",
                    "open",
                    `lets ${JSON.stringify(text)} pass, whose wildcard is before the end of the top-level group: anybody can register a group that begins so`,
                    'End the group with a slash: "project_path:TOPGROUP/*".',
                    witness,
                );
        }
        for (const [form, other] of [forms, [...forms].reverse()] as const) {
            const denied = (each: string): Witness | undefined => deniedIn(way, each, under);
            const passes = (each: string): boolean => left.some((one) => inForm(one, each) !== undefined);
            if (denied(form) === undefined) continue;
            if (passes(form) && !passes(other))
                return found(
                    "organization-policy-one-form",
                    "closed",
                    `denies every subject of ${issuer} that begins with ${other}, the organization's own too: GitLab issues both forms`,
                    fixForForm(other, issuer),
                );
            if (denied(other) === undefined)
                return found(
                    "organization-policy-one-form",
                    "open",
                    `denies no subject of ${issuer} that begins with ${other}: a stranger's project can issue that form`,
                    fixForForm(other, issuer),
                    inForm(way, other),
                );
        }
        return [];
    });
}

const forms = ["project_path", "project_id"] as const;

function fixForForm(form: string, issuer: string): string {
    if (form === "project_path") return `Add the organization's groups to the values of ${issuer}:sub.`;
    return issuer === "gitlab.com"
        ? "Add StringNotEquals on gitlab.com:namespace_id or gitlab.com:project_id with the organization's ids; or project_id:ID:* to the values of gitlab.com:sub."
        : `Add project_id:ID:* for each project of the organization to the values of ${issuer}:sub.`;
}

/**
 * A token of a group that nobody listed, which gets in by one of the ways because a value has a wildcard within the name
 * of its top-level group; undefined where it has none, and where it means every path.
 */
function strangerBy(value: string, ways: readonly Way[]): Witness | undefined {
    const [, beginning] = /^project_path:([^/*?]+)[*?]/.exec(value) ?? [];
    if (beginning === undefined) return undefined;
    const subjects = withSubjects(`project_path:${beginning}-${strangersName}/*`);
    for (const way of ways) {
        const token = way.find(subjects);
        if (token !== undefined) return token.witness;
    }
    return undefined;
}

/** Part of the name of a group that no policy lists. */
const strangersName = "stranger-zq7";

/** A token of a way whose subject begins with a component; undefined where there is none. */
function inForm(way: Way, form: string): Witness | undefined {
    return way.find(withForm(form))?.witness;
}

/** A token of that form which gets in by a way and not under the policies. */
function deniedIn(way: Way, form: string, under: Admission): Witness | undefined {
    const outside = under.statementsOf(way.issuer);
    return outside === undefined ? inForm(way, form) : way.find({ ...withForm(form), outside })?.witness;
}

function withForm(form: string): Question {
    return withSubjects(`${form}:*`);
}

/** Only the tokens whose subject a pattern takes. */
function withSubjects(pattern: string): Question {
    return {
        confine: (box, reading) =>
            withClaim(box, reading, "sub", { all: [[globOfPattern(pattern)]], none: [] }),
    };
}

/** The statement by which policies let some tokens of an issuer pass and deny the rest. */
function selectingStatement(
    policies: readonly OrganizationPolicy[],
    issuer: string,
): { policy: OrganizationPolicy; statement: TrustStatement; block: ConditionBlock } | undefined {
    for (const policy of policies) {
        for (const statement of policy.document.statements) {
            if (statement.effect !== "Deny") continue;
            const selecting = issuerKeys(statement.conditions).find(
                ({ block, issuer: named, name }) =>
                    named.toLowerCase() === issuer.toLowerCase() &&
                    ["sub", "project_id", "namespace_id"].includes(name) &&
                    block.operator?.kind === "string",
            );
            if (selecting !== undefined) return { policy, statement, block: selecting.block };
        }
    }
    return undefined;
}

/** Everybody of the issuers that policies name, with and without these policies. */
interface World {
    /** GitLab's issuers among them, as host and path. */
    gitlab: string[];
    /** By issuer, everybody, without the policies. */
    all: { issuer: string; way: Way }[];
    under: Admission;
}

function worldOf(
    policies: readonly OrganizationPolicy[],
    facts: RoleFacts,
    context: AdmissionContext,
): World {
    const first = admissionOf(underPolicies(openTo("*"), policies, facts), context);
    const issuers = [...first.byIssuer.keys()];
    const named = new Set(
        policies.flatMap(({ document }) =>
            document.statements.flatMap(({ conditions }) =>
                issuerKeys(conditions).map(({ issuer }) => issuer.toLowerCase()),
            ),
        ),
    );
    const isNamed = (issuer: string): boolean => named.size === 0 || named.has(issuer.toLowerCase());
    const gitlab = issuers.filter((issuer) => first.isGitlab(issuer) && isNamed(issuer));
    const known: AdmissionContext = {
        ...context,
        issuers: [
            ...(context.issuers ?? []),
            ...gitlab
                .filter((issuer) => !context.issuers?.some(({ url }) => issuerHostAndPath(url) === issuer))
                .map((issuer) => ({ url: `https://${issuer}` })),
        ],
    };
    const document = openTo({
        Federated: issuers.map((issuer) => `arn:aws:iam::123456789012:oidc-provider/${issuer}`),
    });
    const everybody = admissionOf(document, known);
    return {
        gitlab,
        all: everybody.ways.map((way) => ({ issuer: way.issuer, way })),
        under: admissionOf(underPolicies(document, policies, facts), known),
    };
}

function openTo(principal: unknown): TrustDocument {
    return readTrustDocument({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: principal, Action: assumeRoleWithWebIdentity }],
    });
}

function policyOf(policy: OrganizationPolicy, statement: TrustStatement): OrganizationPolicy {
    return { ...policy, document: { ...policy.document, statements: [statement] } };
}

function isDenied(way: Way, under: Admission): boolean {
    const outside = under.statementsOf(way.issuer);
    return outside === undefined || way.find({ outside }) !== undefined;
}

/**
 * The ways by which GitLab jobs get into a role and under the policies no more, each with a token that is kept out: the
 * organization's own policies deny the organization's own role.
 */
export function deniedWays(
    trust: TrustDocument,
    policies: readonly OrganizationPolicy[],
    facts: RoleFacts,
    context: AdmissionContext = {},
): { way: Way; witness: Witness }[] {
    const plain = admissionOf(trust, context);
    const under = admissionOf(underPolicies(trust, policies, facts), {
        ...context,
        issuers: [
            ...(context.issuers ?? []),
            ...plain.gitlabWays.map(({ issuer }) => ({ url: `https://${issuer}` })),
        ],
    });
    return plain.gitlabWays.flatMap((way) => {
        const witness = way.example?.witness;
        if (witness === undefined || way.example?.isCertain !== true) return [];
        const left = under.ways.find(
            ({ issuer, statement, value }) =>
                issuer === way.issuer &&
                statement.path === way.statement.path &&
                value?.path === way.value?.path,
        );
        return left?.example === undefined ? [{ way, witness }] : [];
    });
}
