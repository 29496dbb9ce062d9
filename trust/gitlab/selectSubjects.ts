import { gitlabComIssuer } from "./issuer";
import { isRefPattern } from "./names";
import { buildSubject, defaultSubjectComponents, deploymentTiers, escapePolicyVariables } from "./subjects";

/**
 * Which jobs a role takes: one project or every project of a group, on some branches or Git tags, and what else must
 * hold. What a person writes under `subjects` in a role.
 */
export interface SubjectSelector {
    /** The project's path: `group[/subgroup…]/project`. Either this or `group`. */
    project?: string;
    /** A group's path: every project below it, subgroups included, present and future. Broad. Either this or `project`. */
    group?: string;
    /** Branches by short name, or patterns in which `*` and `?` match any characters, `/` too. At least one branch or Git tag. */
    branches?: string[];
    /** Git tags by short name, or patterns in which `*` and `?` match any characters, `/` too. At least one branch or Git tag. */
    gitTags?: string[];
    /** The project's id, as digits. On gitlab.com a condition of its own; elsewhere with a subject that begins with `project_id`. */
    projectId?: string;
    /** Ids of the groups that directly hold the project. With `group` this shuts out subgroups. gitlab.com only. */
    namespaceIds?: string[];
    /** Whether the ref must be a protected one. Defaults to false. gitlab.com, or with the component `ref_protected`. */
    protectedRefsOnly?: boolean;
    /** What may have started the pipeline, such as `push` or `merge_request_event`. Defaults to anything. gitlab.com only. */
    pipelineSources?: string[];
    /** Where the job may run: `gitlab-hosted`, `self-hosted`. Defaults to both. gitlab.com only. */
    runnerEnvironments?: string[];
    /** Which access level the user who started the job may have, such as `maintainer`. Defaults to any. gitlab.com only. */
    userAccessLevels?: string[];
    /** The tiers that the job's environment may have, such as `production`. Needs the component `deployment_tier`. */
    deploymentTiers?: string[];
    /** Whether the job must have a protected environment. Defaults to false. Needs the component `environment_protected`. */
    protectedEnvironmentsOnly?: boolean;
    /**
     * The project's ci_id_token_sub_claim_components, when it changed them: the same list, in the same order. Defaults to
     * `project_path`, `ref_type`, `ref` (https://docs.gitlab.com/api/projects/).
     */
    subjectComponents?: string[];
}

/** One subject that a role takes, and what else the same token must have. */
interface SelectedSubject {
    /** The value for the condition on `sub`, with policy variables escaped. */
    subject: string;
    /** Whether it holds a wildcard: then it needs StringLike, otherwise StringEquals. */
    wildcard: boolean;
    /** Further condition keys without their prefix, each with the values of which one must match. */
    conditions: Record<string, string[]>;
}

/**
 * What a valid selector becomes in a trust policy for an issuer, given as host and path: every subject that it takes.
 * A component that the selector leaves open is spelt out with each of its values, so that exact stays exact.
 */
export function selectSubjects(selector: SubjectSelector, issuer: string): SelectedSubject[] {
    const components = selector.subjectComponents ?? defaultSubjectComponents;
    const conditions = keyConditions(selector, components, issuer);
    const refs = [
        ...(selector.branches ?? []).map((ref) => ({ type: "branch", ref })),
        ...(selector.gitTags ?? []).map((ref) => ({ type: "tag", ref })),
    ];
    return refs.flatMap(({ type, ref }) =>
        openChoices(selector, components).map((choice) => {
            const values: Record<string, string | undefined> = {
                project_path: selector.project ?? `${selector.group ?? ""}/*`,
                project_id: selector.projectId,
                ref_type: type,
                ref,
                ...choice,
            };
            const parts = components.flatMap((name) => {
                const value = values[name];
                return value === undefined ? [] : [{ name, value }];
            });
            const subject = buildSubject(parts);
            return { subject: escapePolicyVariables(subject), wildcard: isRefPattern(subject), conditions };
        }),
    );
}

/** What the components beside project and ref can be: every combination that the selector takes. */
function openChoices(
    selector: SubjectSelector,
    components: readonly string[],
): Record<string, string | undefined>[] {
    const refProtected = components.includes("ref_protected")
        ? selector.protectedRefsOnly
            ? ["true"]
            : ["true", "false"]
        : [undefined];
    return refProtected.flatMap((ref_protected) =>
        environmentChoices(selector, components).map((environment) => ({ ref_protected, ...environment })),
    );
}

/** A job without an environment has neither of the two components; one with an environment has both. */
function environmentChoices(
    selector: SubjectSelector,
    components: readonly string[],
): Record<string, string | undefined>[] {
    const tiers = components.includes("deployment_tier")
        ? (selector.deploymentTiers ?? deploymentTiers)
        : [undefined];
    const environmentProtected = components.includes("environment_protected")
        ? selector.protectedEnvironmentsOnly
            ? ["true"]
            : ["true", "false"]
        : [undefined];
    const inEnvironment = environmentProtected.flatMap((environment_protected) =>
        tiers.map((deployment_tier) => ({ environment_protected, deployment_tier })),
    );
    const hasComponent =
        components.includes("deployment_tier") || components.includes("environment_protected");
    const needsEnvironment =
        selector.deploymentTiers !== undefined || selector.protectedEnvironmentsOnly === true;
    return hasComponent && !needsEnvironment ? [{}, ...inEnvironment] : inEnvironment;
}

/** The conditions that gitlab.com's own keys express, unless the subject already does. */
function keyConditions(
    selector: SubjectSelector,
    components: readonly string[],
    issuer: string,
): Record<string, string[]> {
    if (issuer !== gitlabComIssuer) return {};
    const conditions: Record<string, string[] | undefined> = {
        project_id:
            selector.projectId !== undefined && !components.includes("project_id")
                ? [selector.projectId]
                : undefined,
        namespace_id: selector.namespaceIds,
        ref_protected:
            selector.protectedRefsOnly && !components.includes("ref_protected") ? ["true"] : undefined,
        pipeline_source: selector.pipelineSources,
        runner_environment: selector.runnerEnvironments,
        user_access_level: selector.userAccessLevels,
    };
    return Object.fromEntries(
        Object.entries(conditions).flatMap(([key, values]) => (values ? [[key, values] as const] : [])),
    );
}
