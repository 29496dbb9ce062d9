import { tokenName } from "./tokenName";

/**
 * What every way into a role begins with: POSIX sh that stops at the first failure, tells when there is no token, and
 * leaves `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_SESSION_NAME` behind. The file is outside of the checkout, so that no
 * artifact or cache takes it along, and nobody but the job's user can read it (mktemp makes it 0600).
 */
export const readyToken = `\
set -e
if [ -z "\${${tokenName}:-}" ]; then
  echo "${tokenName} is empty: id_tokens needs GitLab 15.7 or later." >&2
  exit 1
fi
# Keys among the CI/CD variables would be used instead of the role.
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_WEB_IDENTITY_TOKEN_FILE
# Some tools read the one name, some the other; an empty region is an error to all of them.
AWS_REGION="\${AWS_REGION:-\${AWS_DEFAULT_REGION:-}}"
if [ -n "$AWS_REGION" ]; then
  AWS_DEFAULT_REGION="$AWS_REGION"
  export AWS_REGION AWS_DEFAULT_REGION
else
  unset AWS_REGION AWS_DEFAULT_REGION
fi
AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
trap 'rm -f "$AWS_WEB_IDENTITY_TOKEN_FILE"' EXIT
printf %s "$${tokenName}" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
# A session name has at most 64 letters, digits and +=,.@_-; ids fit, names of branches and projects often do not.
AWS_ROLE_SESSION_NAME="$(
  printf %s "\${AWS_ROLE_SESSION_NAME:-gitlab-$CI_PROJECT_ID-$CI_PIPELINE_ID-$CI_JOB_ID}" |
    LC_ALL=C tr -c 'A-Za-z0-9+=,.@_-' '-' | cut -c 1-64
)"
`;

/**
 * Becomes the role, for every AWS SDK, CLI and IaC tool in this job: they read the token again when the credentials
 * expire. Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider".
 */
export const becomeRole = `\
# Becomes the AWS role: every AWS SDK, CLI and IaC tool reads the ID token from a file, and renews its credentials.
${readyToken}\
export AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_SESSION_NAME
`;
