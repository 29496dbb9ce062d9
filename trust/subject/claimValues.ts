/**
 * The values that GitLab puts into the claims which gitlab.com's condition keys test. A value outside its list would
 * never match. Sources: https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable,
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/ and lib/gitlab/access.rb of GitLab. Read 2026-11.
 */
export const claimValues = {
    pipeline_source: [
        "push",
        "web",
        "schedule",
        "api",
        "trigger",
        "pipeline",
        "parent_pipeline",
        "merge_request_event",
        "external",
        "external_pull_request_event",
        "chat",
        "webide",
        "ondemand_dast_scan",
        "ondemand_dast_validation",
        "security_orchestration_policy",
        "container_registry_push",
        "duo_workflow",
        "pipeline_execution_policy_schedule",
    ],
    runner_environment: ["gitlab-hosted", "self-hosted"],
    user_access_level: ["guest", "planner", "reporter", "developer", "maintainer", "owner"],
} as const;
