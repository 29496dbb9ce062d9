import { awsErrors } from "./awsErrors";
import type { AwsErrorGuide } from "./awsErrorGuides";

const where = "When a job becomes a role";
const guide = (
    error: AwsErrorGuide["error"],
    causes: [cause: string, fix: string][],
    note?: string,
): AwsErrorGuide => ({
    where,
    error,
    causes: causes.map(([cause, fix]) => ({ cause, fix })),
    ...(note !== undefined && { note }),
});

const example = "https://gitlab.example.com";

/**
 * What STS says of a token. Sources: those of awsErrors, and GitLab's issues 374001, 342243, 548165; merge request 138405.
 * Read 2026-11.
 */
export const tokenErrorGuides: readonly AwsErrorGuide[] = [
    guide(
        awsErrors.notAuthorized("sts:AssumeRoleWithWebIdentity"),
        [
            [
                "The token's `sub` is not one that the trust policy names: another project, branch, tag, or a renamed project.",
                "`gitlab-aws-oidc explain` shows the token's subject beside the policy's. Correct the role's `subjects`.",
            ],
            [
                "A wildcard stands under `StringEquals`, where `*` is a letter.",
                "Use `StringLike` for that value.",
            ],
            [
                "A condition tests a claim that AWS offers no key for, such as `gitlab.com:project_path`, or a gitlab.com key on a self-managed instance.",
                "Test `sub`. `gitlab-aws-oidc preview` finds it: policy `trust-condition-keys`.",
            ],
            [
                "`sub` of a merge request from a fork names the fork (GitLab 18.2.2 and later).",
                "Run the job in the project itself, or let the role take the fork if that is meant.",
            ],
            [
                "The project customised `ci_id_token_sub_claim_components`.",
                "Set the same list as the subject's `subjectComponents`.",
            ],
            [
                "The role does not exist, or trusts a provider of another issuer or account.",
                "Compare the job's role ARN with the stack's output `roleArns`.",
            ],
        ],
        "All causes look alike to the job, on purpose: AWS does not tell a stranger what a role wants.",
    ),
    guide(awsErrors.incorrectAudience(), [
        [
            "The job's `aud` is not registered with the provider.",
            "Write the same text three times: `id_tokens` in the job, the provider's client IDs, the trust policy. `gitlab-aws-oidc snippet` prints the job with the right one.",
        ],
        [
            "A trailing slash, `http://` or the bare host in one of the three places.",
            "They are compared byte for byte.",
        ],
        ["`aud` is a list.", "Write one text."],
    ]),
    guide(awsErrors.noProvider(example), [
        [
            "The provider's URL is not the token's `iss` to the letter: a trailing slash, a path, upper case.",
            "Register the issuer as the token spells it; `gitlab-aws-oidc doctor` compares them.",
        ],
        ["The provider is in another account or partition than the role.", "Make it in the role's account."],
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
