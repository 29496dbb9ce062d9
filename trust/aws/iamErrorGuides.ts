import { awsErrors } from "./awsErrors";
import type { AwsErrorGuide } from "./awsErrorGuides";

const where = "When the provider or a role is deployed";
const example = "https://gitlab.example.com";

/**
 * What IAM says. Sources: those of awsErrors,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html. Read 2026-11.
 */
export const iamErrorGuides: readonly AwsErrorGuide[] = [
    {
        where,
        error: awsErrors.couldNotConnect(example),
        causes: [
            {
                cause: "IAM cannot reach the issuer: it looks at it when the provider is made.",
                fix: "Publish the documents first. With `discovery` the stack does it in that order.",
            },
            {
                cause: "The certificate chain is out of order, or has a certificate twice or too many.",
                fix: "Serve leaf, intermediates, root. `gitlab-aws-oidc doctor` shows the chain.",
            },
        ],
    },
    {
        where,
        error: awsErrors.invalidDocument(example),
        causes: [
            {
                cause: "`/.well-known/openid-configuration` is missing, no JSON, or lacks a field.",
                fix: "`gitlab-aws-oidc doctor` names the field; `discovery render` writes a right one.",
            },
        ],
    },
    {
        where,
        error: { code: "EntityAlreadyExists", message: `Provider with url ${example} already exists.` },
        causes: [
            {
                cause: "The account has the provider: one for each issuer.",
                fix: "`useExistingProvider: true`, or import it into this stack: docs/migration.md.",
            },
        ],
    },
    {
        where,
        error: { code: "EntityAlreadyExists", message: "Role with name NAME already exists." },
        causes: [
            {
                cause: "Somebody else made a role of that name; letter case does not count.",
                fix: "Another `roleNamePrefix` or `name`, or import it: docs/migration.md.",
            },
        ],
    },
    {
        where,
        error: {
            code: "MalformedPolicyDocument",
            message: "the trust policy does not evaluate a required claim",
        },
        note: "AWS asks it of issuers that many customers share: for gitlab.com a trust policy must test `gitlab.com:sub`. Self-managed instances are not checked. The exact text varies.",
        causes: [
            {
                cause: "The trust policy of a gitlab.com role tests `aud` or `project_id` alone.",
                fix: "Test `sub`, as every role of this project does.",
            },
        ],
    },
    {
        where,
        error: { code: "LimitExceeded", message: "Cannot exceed quota for ACLSizePerRole: 2048" },
        causes: [
            {
                cause: "The trust policy is too long: about 15 to 20 exact subjects fit.",
                fix: "Split the role, use a pattern, or raise the quota and set `trustPolicyLengthQuota`.",
            },
        ],
    },
    {
        where,
        error: {
            code: "LimitExceeded",
            message: "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100",
        },
        causes: [
            {
                cause: "Too many providers, or roles, in the account.",
                fix: "Remove unused ones, or raise the quota.",
            },
        ],
    },
    {
        where,
        error: { code: "DeleteConflict", message: "Cannot delete entity, must detach all policies first." },
        causes: [
            {
                cause: "Another stack attached a policy to the role.",
                fix: "Destroy that stack first, or detach the policy.",
            },
        ],
    },
];
