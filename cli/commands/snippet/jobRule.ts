import { type AccountScope, parseProviderArn } from "../../../trust/aws";
import type { ConditionBlock } from "../../../trust/conditions";
import type { TrustDocument, TrustStatement } from "../../../trust/document";
import { splitSubject, unescapePolicyVariables } from "../../../trust/gitlab";

/** One way into a role: an Allow statement and one subject value of it. */
export interface Admission {
    /** Where the provider is. */
    scope: AccountScope;
    /** The issuer, host and path. */
    issuer: string;
    /** What `aud` may be, exactly; empty where the statement does not say. */
    audiences: string[];
    /** Subject component -> its value, a pattern where `isPattern`. Empty where the subject is not GitLab's. */
    subject: ReadonlyMap<string, string>;
    /** Whether `*` and `?` in the subject's values are wildcards. */
    isPattern: boolean;
    /** The issuer's further condition keys, without its prefix -> the exact values that they may have. */
    claims: ReadonlyMap<string, readonly string[]>;
}

/**
 * The ways into a role that can be told as a job: Allow statements for web identities of one issuer, with exact
 * conditions on the token. What else a statement asks for (networks, times, negations) is not in it.
 */
export function admissionsOf({ statements }: Pick<TrustDocument, "statements">): Admission[] {
    return statements.filter(({ effect }) => effect === "Allow").flatMap(statementAdmissions);
}

function statementAdmissions({ principals, conditions }: TrustStatement): Admission[] {
    return principals.flatMap(({ kind, text }): Admission[] => {
        const provider = kind === "Federated" ? parseProviderArn(text) : undefined;
        if (provider === undefined) return [];
        const { issuer, ...scope } = provider;
        const prefix = `${issuer.toLowerCase()}:`;
        const exact = conditions.filter(isExact);
        const own = (blocks: readonly ConditionBlock[], claim: string) =>
            blocks.filter(({ keyName }) => keyName === prefix + claim).flatMap(textsOf);
        const claims = new Map(
            exact
                .filter(({ keyName }) => keyName.startsWith(prefix))
                .map((block) => [block.keyName.slice(prefix.length), textsOf(block)] as const)
                .filter(([claim]) => claim !== "aud" && claim !== "sub"),
        );
        const common = { scope, issuer, audiences: own(exact, "aud"), claims };
        const subjects = (blocks: readonly ConditionBlock[], isPattern: boolean) =>
            own(blocks, "sub").map((subject) => ({ ...common, subject: subjectMap(subject), isPattern }));
        return [...subjects(exact, false), ...subjects(conditions.filter(isLike), true)];
    });
}

function isExact({ operator }: ConditionBlock): boolean {
    return operator?.base === "StringEquals";
}

function isLike({ operator }: ConditionBlock): boolean {
    return operator?.base === "StringLike";
}

function textsOf({ values }: ConditionBlock): string[] {
    return values.map(({ text }) => unescapePolicyVariables(text));
}

function subjectMap(subject: string): Map<string, string> {
    return new Map((splitSubject(subject) ?? []).map(({ name, value }) => [name, value]));
}

/** What GitLab calls a claim while it decides whether a job runs. Source: https://docs.gitlab.com/ci/variables/predefined_variables/ */
const variableOfClaim: Readonly<Record<string, string>> = {
    project_id: "CI_PROJECT_ID",
    namespace_id: "CI_PROJECT_NAMESPACE_ID",
    ref_protected: "CI_COMMIT_REF_PROTECTED",
    pipeline_source: "CI_PIPELINE_SOURCE",
    deployment_tier: "CI_ENVIRONMENT_TIER",
};

/**
 * The `rules:if` that is true for the jobs that an admission takes, as far as GitLab knows that before the job runs; or
 * undefined where its ref cannot be told (no ref, or one with characters that rules cannot hold).
 * Grammar: https://docs.gitlab.com/ci/jobs/job_rules/.
 */
export function jobRule({ subject, isPattern, claims }: Admission): string | undefined {
    const refType = subject.get("ref_type");
    const ref = subject.get("ref");
    const variable =
        refType === "branch" ? "$CI_COMMIT_BRANCH" : refType === "tag" ? "$CI_COMMIT_TAG" : undefined;
    if (variable === undefined || ref === undefined) return undefined;
    const refCondition =
        isPattern && /[*?]/.test(ref) ? patternCondition(variable, ref) : equals(variable, ref);
    if (refCondition === undefined) return undefined;
    const projectId = subject.get("project_id");
    const protectedRef = subject.get("ref_protected");
    const all = new Map([
        ...(projectId === undefined ? [] : [["project_id", [projectId]] as const]),
        ...(protectedRef === undefined ? [] : [["ref_protected", [protectedRef]] as const]),
        ...claims,
    ]);
    const further = [...all].flatMap(([claim, values]) => {
        const name = variableOfClaim[claim];
        // An environment is only known to the job itself.
        if (name === undefined || claim === "deployment_tier") return [];
        const choices = values.flatMap((value) => equals(`$${name}`, value) ?? []);
        return choices.length > 1 ? [`(${choices.join(" || ")})`] : choices;
    });
    return [refCondition, ...further].join(" && ");
}

function equals(variable: string, value: string): string | undefined {
    const quoted = quote(value);
    return quoted === undefined ? undefined : `${variable} == ${quoted}`;
}

// Rules know no escapes in a text, and a `$` in it could be taken for a variable.
function quote(value: string): string | undefined {
    if (value.includes("$")) return undefined;
    if (!value.includes('"')) return `"${value}"`;
    return value.includes("'") ? undefined : `'${value}'`;
}

function patternCondition(variable: string, pattern: string): string | undefined {
    if (/^\*+$/.test(pattern)) return variable;
    if (pattern.includes("$")) return undefined;
    const body = pattern
        .replace(/[\\^$.|+()[\]{}/]/g, "\\$&")
        .replace(/\*+/g, ".*")
        .replace(/\?/g, ".");
    return `${variable} =~ /^${body}$/`;
}
