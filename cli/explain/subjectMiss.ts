import { matchPattern, tokenizeValue } from "../../trust/conditions";
import { refTypes, splitSubject } from "../../trust/gitlab";

/** How far a subject is from one that a statement wants. */
export interface SubjectMiss {
    /** Components that differ; the least is the nearest. */
    distance: number;
    /** What differs, as a sentence without full stop. */
    reason: string;
}

/** The least distance that says that two subjects have nothing to do with each other. */
const unrelated = 100;

/** Whether a value of a StringLike condition matches a text. */
export function matchesLike(pattern: string, text: string): boolean {
    const tokens = tokenizeValue(pattern, { wildcards: true, variables: false });
    return matchPattern(
        tokens.filter((token) => token.kind !== "variable" && token.kind !== "malformed"),
        text,
    ).matched;
}

/** Compares a job's subject with one value of a condition on `sub`, component by component. */
export function subjectMiss(subject: string, wanted: string): SubjectMiss {
    if (/^repo:/.test(wanted))
        return {
            distance: unrelated,
            reason: `"${wanted}" is a subject of GitHub's; GitLab's begins with project_path`,
        };
    const parts = new Map(splitSubject(subject)?.map(({ name, value }) => [name, value]));
    const asked = splitSubject(wanted);
    if (asked === undefined || parts.size === 0)
        return {
            distance: unrelated,
            reason: `the job's subject is "${subject}"; this statement takes "${wanted}"`,
        };
    const missing = asked.filter(({ name }) => !parts.has(name)).map(({ name }) => name);
    if (missing.length > 0)
        return {
            distance: unrelated,
            reason: `this statement takes subjects with ${missing.join(" and ")}, and the job's has ${[...parts.keys()].join(", ")}: the project's ci_id_token_sub_claim_components say which`,
        };
    const reasons = asked.flatMap(({ name, value }) => {
        const got = parts.get(name) ?? "";
        return matchesLike(value, got) ? [] : [componentMiss(name, got, value, parts)];
    });
    const rest = [...parts.keys()].filter((name) => !asked.some((part) => part.name === name));
    if (reasons.length === 0 && rest.length > 0)
        reasons.push(
            `"${wanted}" ends before ${rest.join(" and ")}, which every subject of this project has`,
        );
    if (reasons.length === 0)
        reasons.push(`the components of "${wanted}" stand in another order than in the job's subject`);
    return { distance: reasons.length, reason: reasons.join("; ") };
}

function componentMiss(
    name: string,
    got: string,
    wanted: string,
    parts: ReadonlyMap<string, string>,
): string {
    if (got.toLowerCase() === wanted.toLowerCase())
        return `"${got}" and "${wanted}" differ in letter case, which AWS looks at`;
    switch (name) {
        case "project_path":
        case "job_project_path":
        case "source_project_path":
            return projectMiss(got, wanted);
        case "ref_type":
            return refTypes.some((type) => type === wanted)
                ? `the job runs for a ${kindOfRef(got)} (${parts.get("ref") ?? ""}); this statement takes a ${kindOfRef(wanted)}`
                : `"ref_type:${wanted}" is in no subject: GitLab has only branch and tag, and a merge request's jobs run on its source branch`;
        case "ref":
            return /^refs\/(heads|tags)\//.test(wanted)
                ? `"${wanted}" is a full ref; GitLab's subject has the short name, "${got}"`
                : `the ${kindOfRef(parts.get("ref_type") ?? "branch")} is "${got}"; this statement takes "${wanted}"`;
        case "ref_protected":
            return got === "false"
                ? "the ref is not protected; this statement takes protected refs only"
                : "the ref is protected; this statement takes unprotected refs only";
        default:
            return `${name} is "${got}"; this statement takes "${wanted}"`;
    }
}

function projectMiss(got: string, wanted: string): string {
    if (got.startsWith(`${wanted}/`))
        return `"${wanted}" is a group, and "${got}" a project in it: a group's path matches no project`;
    const name = got.slice(got.lastIndexOf("/"));
    if (wanted.endsWith(name) && !/[*?]/.test(wanted))
        return `the project is "${got}"; this statement takes "${wanted}": was it moved to another group, or is it a fork?`;
    return `the project is "${got}"; this statement takes "${wanted}"`;
}

function kindOfRef(type: string): string {
    return type === "tag" ? "Git tag" : "branch";
}
