import { Document, isMap, isScalar, type Scalar } from "yaml";

/** What a job needs to become a role. */
export interface AwsJob {
    /** The job's name. */
    name: string;
    roleArn: string;
    /** The audience that the job asks for, one that the role takes. */
    audience: string;
    /** All that the role takes. */
    audiences: readonly string[];
    /** `rules:if` texts; none: the job has no rules. */
    rules: readonly string[];
    /** Lines of the comment above the job. */
    comment: readonly string[];
    /** The region of the AWS APIs. Default: the tools' own. */
    region?: string;
}

/** The id token's name, which is also the name of the variable that holds it. */
export const tokenName = "GITLAB_OIDC_TOKEN";

/**
 * Becomes the role, for every AWS SDK, CLI and IaC tool in this job: they read the token again when the credentials
 * expire. Plain POSIX sh; a failing line fails the job. The file is outside of the checkout, so that no artifact or cache
 * takes it along, and nobody but the job's user can read it (mktemp makes it 0600).
 * Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider".
 */
const becomeRole = `\
set -e
if [ -z "\${${tokenName}:-}" ]; then
  echo "${tokenName} is empty: id_tokens needs GitLab 15.7 or later." >&2
  exit 1
fi
# Keys among the CI/CD variables would be used instead of the role.
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE
AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
trap 'rm -f "$AWS_WEB_IDENTITY_TOKEN_FILE"' EXIT
printf %s "$${tokenName}" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
# Ids fit a session name (at most 64 letters, digits and +=,.@-_); names of branches and projects do not.
AWS_ROLE_SESSION_NAME="gitlab-\${CI_PROJECT_ID}-\${CI_PIPELINE_ID}-\${CI_JOB_ID}"
export AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_SESSION_NAME
`;

/** The job as `.gitlab-ci.yml` text, with its comments. */
export function awsJobYaml(job: AwsJob): string {
    const document = new Document({
        [job.name]: {
            image: { name: "public.ecr.aws/aws-cli/aws-cli:latest", entrypoint: [""] },
            id_tokens: { [tokenName]: { aud: job.audience } },
            variables: {
                AWS_ROLE_ARN: job.roleArn,
                ...(job.region === undefined ? {} : { AWS_REGION: job.region }),
            },
            ...(job.rules.length === 0 ? {} : { rules: job.rules.map((rule) => ({ if: rule })) }),
            before_script: [becomeRole],
            script: ["aws sts get-caller-identity"],
        },
    });
    document.commentBefore = job.comment.map((line) => ` ${line}`).join("\n");
    commentKey(
        document,
        [job.name, "id_tokens", tokenName, "aud"],
        ` The role takes ${job.audiences.length === 1 ? "no other audience" : `any of ${job.audiences.join(", ")}`}.`,
    );
    commentKey(document, [job.name, "script"], " Your commands: the role's credentials are there.");
    // A folded rule or ARN could not be copied line by line.
    return document.toString({ lineWidth: 0 });
}

function commentKey(document: Document, path: readonly string[], comment: string): void {
    const parent = document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (pair !== undefined) (pair.key as Scalar).commentBefore = comment;
}
