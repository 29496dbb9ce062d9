import { type AwsAnswer, awsErrors } from "./awsErrors";

/** An error of AWS, with what can be behind it. */
export interface AwsErrorGuide {
    /** Who says it, and when: a heading. */
    where: string;
    error: AwsAnswer;
    /** What holds for all of its causes. */
    note?: string;
    /** Most likely first. Markdown. */
    causes: readonly { cause: string; fix: string }[];
}

const whenAJobAssumesARole = "When a job assumes a role";

const guide = (
    error: AwsErrorGuide["error"],
    causes: [cause: string, fix: string][],
    note?: string,
): AwsErrorGuide => ({
    where: whenAJobAssumesARole,
    error,
    causes: causes.map(([cause, fix]) => ({ cause, fix })),
    ...(note !== undefined && { note }),
});

const example = "https://gitlab.example.com";

/**
 * What STS says of a token. Sources: those of awsErrors, and GitLab's issues 374001, 342243, 548165; merge request 138405.
 * Read 2026-11.
 */
const tokenErrorGuides: readonly AwsErrorGuide[] = [
    guide(
        awsErrors.notAuthorized("sts:AssumeRoleWithWebIdentity"),
        [
            [
                "The token's `sub` is not one that the trust policy names: another project, branch, tag, or a renamed project.",
                "`gitlab-aws-oidc explain` shows the token's subject next to the policy's. Correct the role's `subjects`.",
            ],
            [
                "`StringEquals` compares a wildcard as a literal character.",
                "Use `StringLike` for that value.",
            ],
            [
                "A condition tests a claim that AWS offers no key for, such as `gitlab.com:project_path`, or a gitlab.com key on a self-managed instance.",
                "Test `sub`. `gitlab-aws-oidc preview` finds it: policy `trust-condition-keys`.",
            ],
            [
                "`sub` of a merge request from a fork names the fork (GitLab 18.2.2 and later).",
                "Run the job in the project itself, or add the fork to the role if that is intended.",
            ],
            [
                "The project customised `ci_id_token_sub_claim_components`.",
                "Set the same list as the subject's `subjectComponents`.",
            ],
            [
                "A resource control policy of the organization denies the token, whatever the trust policy allows: by its project's group, by the form of its subject, or by its issuer.",
                "`gitlab-aws-oidc explain --organization-policy FILE` decides under it and names the statement; [organization.md](organization.md) says how to get the documents. Roles of the management account are exempt.",
            ],
            [
                "The role does not exist, or trusts a provider of another issuer or account.",
                "Compare the job's role ARN with the stack's output `roleArns`.",
            ],
        ],
        "AWS returns the same message for all of these causes, so that callers cannot learn what a role requires.",
    ),
    guide(awsErrors.incorrectAudience(), [
        [
            "The job's `aud` is not registered with the provider.",
            "Use the same string in all three places: `id_tokens` in the job, the provider's client IDs, the trust policy. `gitlab-aws-oidc snippet` prints the job with the right one.",
        ],
        [
            "A trailing slash, `http://` or the bare host in one of the three places.",
            "They are compared byte for byte.",
        ],
        ["`aud` is a list.", "Use a single string."],
    ]),
    guide(awsErrors.noProvider(example), [
        [
            "The provider's URL is not the token's `iss` to the letter: a trailing slash, a path, upper case.",
            "Register the issuer as the token spells it; `gitlab-aws-oidc doctor` compares them.",
        ],
        [
            "The provider is in another account or partition than the role.",
            "Create it in the role's account.",
        ],
        [
            "The instance changed its issuer (`ci_id_tokens_issuer_url`).",
            "Set `discovery`, or `gitlabUrl`, to the new one and keep the old one in `previousIssuers` for a while.",
        ],
    ]),
    guide(awsErrors.missingClaim("aud"), [
        ["The token has no `aud`: an old `CI_JOB_JWT`.", "Use `id_tokens` with an `aud`."],
    ]),
    guide(
        awsErrors.noVerificationKey(),
        [
            [
                "AWS cannot reach the discovery document or the keys: a private network, a firewall, a proxy that asks for a login.",
                "`gitlab-aws-oidc doctor` shows what the internet sees. Where the instance stays private, mirror the documents: docs/private-instances.md.",
            ],
            ["An answer took longer than 5 seconds.", "`doctor` measures each one. Cache or mirror them."],
            [
                "The keys may not be cached (`Cache-Control: no-cache`, `max-age=0`), so that parallel jobs make AWS ask too often.",
                "Let them be cached, and retry.",
            ],
            [
                "The instance changed its signing key, and the mirror has the old one.",
                "`gitlab-aws-oidc discovery sync`.",
            ],
            [
                "The key set is empty, has more than 100 keys, or only key types that STS refuses.",
                "Publish RSA or EC keys for signatures.",
            ],
            [
                "A document begins with a byte order mark (EF BB BF), so that it is not valid JSON.",
                "Save it as UTF-8 without a byte order mark. `gitlab-aws-oidc discovery render` writes it that way.",
            ],
            [
                "A server or a cache compresses the answer (`Content-Encoding: gzip`) although the request does not ask for it.",
                "Disable compression for both documents, or upload them uncompressed. `doctor` shows the header.",
            ],
            [
                "The discovery document has no `jwks_uri`, or one that is not HTTPS.",
                "Set `jwks_uri` to the public HTTPS address of the key set. `discovery render` writes it.",
            ],
        ],
        "CloudTrail has no record of it.",
    ),
    guide(awsErrors.thumbprint(), [
        ["A private authority signed the certificate.", "Use a public one, or set `thumbprints`."],
        [
            "`thumbprints` is set and out of date; it matters where no public authority signed, or TLS 1.3 is required.",
            "Renew or remove it. `gitlab-aws-oidc doctor` prints the right one.",
        ],
    ]),
    guide(awsErrors.expired(1_767_225_900, 1_767_222_300), [
        [
            "The job ran longer than its token: the job's timeout, plus five minutes.",
            "Raise the job's timeout, or split the job. A token cannot be renewed.",
        ],
        ["The instance's clock is wrong.", "Correct it."],
    ]),
    guide(awsErrors.tokenTooLong(), [
        [
            "The user is in very many groups, and `groups_direct` or `user_identities` is in the token.",
            "Switch that off for the user, or run the job as another one.",
        ],
    ]),
];

const inTheJobsRequest = "In the job's request";

/**
 * What STS says of the rest of the request, and what GitLab says before it. Sources:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
 * app/presenters/commit_status_presenter.rb of the GitLab repository. Read 2026-11.
 */
const jobErrorGuides: readonly AwsErrorGuide[] = [
    {
        where: inTheJobsRequest,
        error: {
            code: "ValidationError",
            message:
                "Value at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern",
        },
        causes: [
            {
                cause: "The session's name comes from a branch or a path: it has a slash, a space, or more than 64 characters.",
                fix: "Use ids, as the components and `snippet` do, or let the component `aws-credentials` clean it: `session-name`.",
            },
        ],
    },
    {
        where: inTheJobsRequest,
        error: {
            code: "ValidationError",
            message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        },
        causes: [
            {
                cause: "The job asks for more seconds than the role allows; 3600 by default.",
                fix: "Ask for less, or raise the role's `maxSessionDuration`. A chained role never gets more than 3600.",
            },
        ],
    },
    {
        where: inTheJobsRequest,
        error: { code: "IDPCommunicationError", message: "the identity provider could not be reached" },
        causes: [
            {
                cause: "A fault on the way, mostly short.",
                fix: "Retry; then as for the verification key above.",
            },
        ],
    },
    {
        where: inTheJobsRequest,
        error: {
            code: "IDPRejectedClaim",
            message: "the identity provider reported that authentication failed",
        },
        causes: [{ cause: "The token was revoked or is not valid any more.", fix: "Run the job again." }],
    },
    {
        where: inTheJobsRequest,
        error: {
            code: "RegionDisabledException",
            message: "STS is not activated in this region for your account",
        },
        causes: [
            {
                cause: "The job's region is switched off in the account.",
                fix: "Use another region, or let an administrator activate it.",
            },
        ],
    },
    {
        where: inTheJobsRequest,
        error: {
            code: "GitLab, id_token_burned_project_path",
            message:
                "ID token issuance is disabled in CI because this project's path was previously used by a different project",
        },
        note: "GitLab says it, before the job starts: a token for that path would let this project into the other one's roles.",
        causes: [
            {
                cause: "Another project had this path before. gitlab.com always refuses it.",
                fix: "Make `project_id` the first component of the project's subject, and say the same in the role: `projectId`, `subjectComponents: [project_id, ref_type, ref]`.",
            },
        ],
    },
];

const whenAStackIsDeployed = "When the provider or a role is deployed";

const exampleIssuer = "https://gitlab.example.com";

/**
 * What IAM says. Sources: those of awsErrors,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html. Read 2026-11.
 */
const iamErrorGuides: readonly AwsErrorGuide[] = [
    {
        where: whenAStackIsDeployed,
        error: awsErrors.couldNotConnect(exampleIssuer),
        causes: [
            {
                cause: "IAM cannot reach the issuer, which it requests when the provider is created.",
                fix: "Publish the documents first. With `discovery` the stack does it in that order.",
            },
            {
                cause: "The certificate chain is out of order, or has a certificate twice or too many.",
                fix: "Serve leaf, intermediates, root. `gitlab-aws-oidc doctor` shows the chain.",
            },
        ],
    },
    {
        where: whenAStackIsDeployed,
        error: awsErrors.invalidDocument(exampleIssuer),
        causes: [
            {
                cause: "`/.well-known/openid-configuration` is missing, is not valid JSON, or lacks a field.",
                fix: "`gitlab-aws-oidc doctor` names the field; `discovery render` writes a correct document.",
            },
            {
                cause: "The document has no `jwks_uri`, or one that is not HTTPS.",
                fix: "Set `jwks_uri` to the public HTTPS address of the key set.",
            },
            {
                cause: "The document begins with a byte order mark (EF BB BF), or is served compressed (`Content-Encoding: gzip`).",
                fix: "Save it as UTF-8 without a byte order mark, and disable compression for it.",
            },
        ],
    },
    {
        where: whenAStackIsDeployed,
        error: { code: "EntityAlreadyExists", message: `Provider with url ${exampleIssuer} already exists.` },
        causes: [
            {
                cause: "The account already has the provider. An account has at most one per issuer.",
                fix: "`adoptProvider: true` to manage it in this stack from now on, or `useExistingProvider: true` to use it and leave it as it is.",
            },
        ],
    },
    {
        where: whenAStackIsDeployed,
        error: { code: "EntityAlreadyExists", message: "Role with name NAME already exists." },
        causes: [
            {
                cause: "An update was killed after IAM created the role and before the state recorded it.",
                fix: "Import the role into the state, then update again: docs/operations.md.",
            },
            {
                cause: "The account has another role of that name; names are compared without regard to case.",
                fix: "Set another `roleNamePrefix` or `name`, or import the role: docs/migration.md.",
            },
        ],
    },
    {
        where: whenAStackIsDeployed,
        error: {
            code: "MalformedPolicyDocument",
            message: "the trust policy does not evaluate a required claim",
        },
        note: "AWS requires this of issuers that many customers share: for gitlab.com a trust policy must test `gitlab.com:sub`. Self-managed instances are not checked. The exact text varies.",
        causes: [
            {
                cause: "The trust policy of a gitlab.com role tests `aud` or `project_id` alone.",
                fix: "Test `sub`, as every role of this project does.",
            },
        ],
    },
    {
        where: whenAStackIsDeployed,
        error: { code: "LimitExceeded", message: "Cannot exceed quota for ACLSizePerRole: 2048" },
        causes: [
            {
                cause: "The trust policy is too long: about 15 to 20 exact subjects fit.",
                fix: "Split the role, use a pattern, or raise the quota and set `trustPolicyLengthQuota`.",
            },
        ],
    },
    {
        where: whenAStackIsDeployed,
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
        where: whenAStackIsDeployed,
        error: { code: "DeleteConflict", message: "Cannot delete entity, must detach all policies first." },
        causes: [
            {
                cause: "Somebody attached a policy to the role by hand; `pulumi destroy` removes only policies that the stack attached.",
                fix: "Detach what `aws iam list-attached-role-policies` and `aws iam list-role-policies` list, then destroy again: docs/operations.md.",
            },
            {
                cause: "Another stack attached a policy to the role.",
                fix: "Destroy that stack first, or detach the policy.",
            },
        ],
    },
];

/** Every error that a federation with GitLab meets, in the order in which a reader would. */
export const awsErrorGuides: readonly AwsErrorGuide[] = [
    ...tokenErrorGuides,
    ...jobErrorGuides,
    ...iamErrorGuides,
];
