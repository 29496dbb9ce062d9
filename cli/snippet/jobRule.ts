import type { Admission } from "./admission";

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
