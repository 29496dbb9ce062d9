import { gitlabComIssuer } from "../gitlab";

/**
 * The condition keys that STS offers for a web identity token, by issuer. Every key is compared without regard to case
 * and holds text: ids and booleans are strings.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html, "Available keys
 * for AWS OIDC federation". Read 2026-11.
 */
export const conditionKeyTable = {
    /** Of every issuer: `aud` is the token's azp or else its aud, `oaud` its aud beside an azp. GitLab sends no azp, amr or email. */
    everyIssuer: ["aud", "sub", "amr", "oaud", "email"],
    /** Of the issuer https://gitlab.com alone. GitLab Self-Managed, Dedicated and mirrors have none of them. */
    gitlabCom: [
        "namespace_id",
        "project_id",
        "user_id",
        "user_login",
        "user_email",
        "user_access_level",
        "ref_protected",
        "pipeline_source",
        "runner_environment",
    ],
    /** Keys of the action itself, whatever the issuer, in full. */
    everyAction: [
        "sts:rolesessionname",
        "sts:sourceidentity",
        "sts:transitivetagkeys",
        "sts:roleauthorizedbyidp",
    ],
} as const;

/**
 * Claims of GitLab's tokens that are no condition keys at any issuer: a condition on one never sees a value.
 * Source: https://docs.gitlab.com/ci/secrets/id_token_authentication/ against the table above. Read 2026-11.
 */
export const claimsThatAreNoKeys: readonly string[] = [
    "iss",
    "exp",
    "nbf",
    "iat",
    "jti",
    "azp",
    "project_path",
    "namespace_path",
    "ref",
    "ref_type",
    "ref_path",
    "environment",
    "environment_protected",
    "environment_action",
    "deployment_tier",
    "deployment_action",
    "pipeline_id",
    "job_id",
    "job_config",
    "job_source",
    "job_project_id",
    "job_project_path",
    "job_namespace_id",
    "job_namespace_path",
    "source_project_id",
    "source_project_path",
    "source_namespace_id",
    "source_namespace_path",
    "sha",
    "runner_id",
    "ci_config_ref_uri",
    "ci_config_sha",
    "project_visibility",
    "groups_direct",
    "user_identities",
];

/** The names, in lower case and without prefix, of the keys that STS offers for an issuer given as host and path. */
export function keysOfIssuer(hostAndPath: string): readonly string[] {
    return hostAndPath.toLowerCase() === gitlabComIssuer
        ? [...conditionKeyTable.everyIssuer, ...conditionKeyTable.gitlabCom]
        : conditionKeyTable.everyIssuer;
}
