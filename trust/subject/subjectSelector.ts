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
