import { isProjectPath, isRefName } from "./names";

/** What a component's value looks like. */
export type ComponentKind = "projectPath" | "id" | "refType" | "ref" | "boolean" | "deploymentTier";

/** One component of a subject. */
interface SubjectComponent {
    /** Its name, as in ci_id_token_sub_claim_components and before the colon in the subject. */
    name: string;
    kind: ComponentKind;
    /** Whether GitLab takes it in the first place, and there only. */
    first: boolean;
    /** Whether it is missing from the subject of a job without an environment. */
    optional: boolean;
    /** The first GitLab version that takes it, as far as it is documented. */
    since: string;
}

/**
 * The components of a subject that a GitLab project can choose (project attribute ci_id_token_sub_claim_components).
 * Sources: https://docs.gitlab.com/api/projects/, https://docs.gitlab.com/ci/secrets/id_token_authentication/ and, for
 * the job_project_ and source_project_ family, gitlab-org/gitlab!258245 (its release is not confirmed). Read 2026-11.
 */
export const subjectComponents: readonly SubjectComponent[] = [
    { name: "project_path", kind: "projectPath", first: true, optional: false, since: "15.7" },
    { name: "project_id", kind: "id", first: true, optional: false, since: "2026, by 19.1" },
    {
        name: "job_project_path",
        kind: "projectPath",
        first: true,
        optional: false,
        since: "2026, not confirmed",
    },
    { name: "job_project_id", kind: "id", first: true, optional: false, since: "2026, not confirmed" },
    {
        name: "source_project_path",
        kind: "projectPath",
        first: true,
        optional: false,
        since: "2026, not confirmed",
    },
    { name: "source_project_id", kind: "id", first: true, optional: false, since: "2026, not confirmed" },
    { name: "ref_type", kind: "refType", first: false, optional: false, since: "15.7" },
    { name: "ref", kind: "ref", first: false, optional: false, since: "15.7" },
    { name: "ref_protected", kind: "boolean", first: false, optional: false, since: "18.7" },
    { name: "environment_protected", kind: "boolean", first: false, optional: true, since: "18.7" },
    { name: "deployment_tier", kind: "deploymentTier", first: false, optional: true, since: "18.7" },
];

/** The components of a subject where a project chose none. */
export const defaultSubjectComponents: readonly string[] = ["project_path", "ref_type", "ref"];

/** The two kinds of refs; a merge request's jobs run on a branch. */
export const refTypes = ["branch", "tag"] as const;

/** GitLab's deployment tiers (https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments). Read 2026-11. */
export const deploymentTiers = ["production", "staging", "testing", "development", "other"] as const;

/** The component of that name, when the table knows it. */
export function findSubjectComponent(name: string): SubjectComponent | undefined {
    return subjectComponents.find((component) => component.name === name);
}

/** Whether GitLab can issue that value for a component of that kind. */
export function isComponentValue(kind: ComponentKind, value: string): boolean {
    switch (kind) {
        case "projectPath":
            return isProjectPath(value);
        case "id":
            return /^[1-9]\d*$/.test(value);
        case "refType":
            return refTypes.some((type) => type === value);
        case "ref":
            return isRefName(value);
        case "boolean":
            return value === "true" || value === "false";
        case "deploymentTier":
            return deploymentTiers.some((tier) => tier === value);
    }
}

/** One component of a subject with its value. */
export interface SubjectPart {
    name: string;
    /** The value as the token has it; of a pattern, with its wildcards. */
    value: string;
    /** What the table knows of it; undefined for a component newer than the table. */
    component?: SubjectComponent;
}

/**
 * The parts of a subject: `project_path:my-group/app:ref_type:branch:ref:main` has three. No path and no ref contains a
 * colon, so the split is not ambiguous. Undefined when the text is no list of names and values.
 */
export function splitSubject(subject: string): SubjectPart[] | undefined {
    const pieces = subject.split(":");
    if (pieces.length % 2 !== 0) return undefined;
    const parts: SubjectPart[] = [];
    for (let index = 0; index < pieces.length; index += 2) {
        const name = pieces[index] ?? "";
        if (!/^[a-z][a-z0-9_]*$/.test(name)) return undefined;
        const component = findSubjectComponent(name);
        parts.push({ name, value: pieces[index + 1] ?? "", ...(component && { component }) });
    }
    return parts;
}

/**
 * Reads a subject that GitLab can issue: the project first, known values, no component twice. Components newer than the
 * table are taken in any place but the first. Undefined for every other text.
 */
export function parseSubject(subject: string): SubjectPart[] | undefined {
    const parts = splitSubject(subject);
    if (!parts?.[0]?.component?.first) return undefined;
    const names = new Set(parts.map((part) => part.name));
    if (names.size !== parts.length) return undefined;
    const valid = parts.every(({ component, value }, index) =>
        component
            ? component.first === (index === 0) && isComponentValue(component.kind, value)
            : value !== "",
    );
    return valid ? parts : undefined;
}

/** Puts a subject together as GitLab does: name and value of each component, all joined by colons. */
export function buildSubject(parts: readonly Pick<SubjectPart, "name" | "value">[]): string {
    return parts.map(({ name, value }) => `${name}:${value}`).join(":");
}

/**
 * A text as it must stand in a policy of Version 2012-10-17 to be taken literally: `${…}` would be a policy variable, so
 * every `$` becomes `${$}`. Wildcards stay as they are: no path and no ref contains one.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html.
 */
export function escapePolicyVariables(text: string): string {
    return text.replace(/\$/g, "${$}");
}

/** The reverse: a value of a policy as the text or pattern that it stands for. `${*}` and `${?}` are left as they are. */
export function unescapePolicyVariables(text: string): string {
    return text.replace(/\$\{\$\}/g, "$");
}
