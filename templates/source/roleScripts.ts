/** The name of a job's ID token, which is also the name of the variable that holds it. */
export const tokenName = "GITLAB_OIDC_TOKEN";

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
 * A sh function that reports a refused token: what the token claims, and what AWS's error means. It reads the error text
 * from the file that it is given. `iss`, `aud` and `sub` are what AWS compares and no secret; the rest of the token stays out
 * of the log. The order of the cases matters: an error that never reached AWS names no trust policy.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors.
 */
export const explainRefusal = `\
explain_refusal() {
  claims_seen=no
  case "$(cat "$1")" in
    *AssumeRoleWithWebIdentity*AccessDenied* | *AccessDenied*AssumeRoleWithWebIdentity*)
      cause="AccessDenied: the trust policy of the role does not match this token, or the role does not exist."
      claims_seen=yes
      ;;
    *"No OpenIDConnect provider found"*)
      cause="The account has no identity provider whose URL is exactly the token's iss."
      claims_seen=yes
      ;;
    *"Incorrect token audience"*)
      cause="The identity provider does not register the token's aud as an audience."
      claims_seen=yes
      ;;
    *"retrieve verification key"* | *IDPCommunicationError*)
      cause="AWS could not read the keys of the GitLab instance. Run the job again; if that does not help: gitlab-aws-oidc doctor ISSUER."
      ;;
    *"configured thumbprint"*)
      cause="The identity provider's thumbprint does not match the instance's certificate: gitlab-aws-oidc doctor ISSUER."
      ;;
    *InvalidIdentityToken* | *IDPRejectedClaim*)
      cause="InvalidIdentityToken: the identity provider rejects the token. Compare iss and aud with the provider's URL and audiences."
      claims_seen=yes
      ;;
    *ExpiredToken*)
      cause="The ID token has expired: it lives as long as the job's timeout. Raise the timeout of the job."
      ;;
    *DurationSeconds*)
      cause="The requested duration is outside of what the role allows (MaxSessionDuration)."
      ;;
    *RegionDisabled* | *"specify a region"* | *"Invalid endpoint"*)
      cause="The AWS region is missing, misspelled or not enabled for the account: set the input region."
      ;;
    *Throttling* | *"Rate exceeded"* | *ServiceUnavailable* | *InternalFailure*)
      cause="AWS did not answer the request. Run the job again."
      ;;
    *"ould not connect"* | *"onnect timeout"* | *"ead timeout"* | *"onnection was closed"* | *"onnection refused"* | \
      *"onnection reset"* | *"no such host"* | *"i/o timeout"* | *"SSL validation failed"* | *"roxy"* | *"dial tcp"*)
      cause="The runner cannot reach STS: check its network, proxy, AWS_REGION and endpoint. AWS has not seen the token."
      ;;
    *) cause="Causes by error text: docs/errors.md." ;;
  esac
  {
    echo "This job could not assume $AWS_ROLE_ARN. $cause"
    if [ "$claims_seen" = yes ]; then
      payload="$(printf %s "$${tokenName}" | cut -d . -f 2 | tr '_-' '/+')"
      while [ "$((\${#payload} % 4))" -ne 0 ]; do payload="$payload="; done
      claims="$(printf %s "$payload" | base64 -d 2>/dev/null || true)"
      echo "Its ID token claims:"
      for claim in iss aud sub; do
        value="$(printf %s "$claims" | sed -n "s/.*\\"$claim\\":\\"\\([^\\"]*\\)\\".*/\\1/p")"
        echo "  $claim: $value"
      done
      echo "To see what such a job can assume, put these claims into a JSON file: gitlab-aws-oidc access --claims FILE"
      echo "To see which condition is not met: gitlab-aws-oidc explain. All errors and causes: docs/errors.md."
    fi
  } >&2
}
`;

/** The same, with a sh function that shows and explains the errors in a file, and ends the job with an exit code. */
const explainAndExit = `\
${explainRefusal}\
refuse() {
  cat "$2" >&2
  explain_refusal "$2"
  rm -f "$2"
  exit "$1"
}
`;

/**
 * Becomes the role, for every AWS SDK, CLI and IaC tool in this job: they read the token again when the credentials
 * expire. Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider".
 */
export const becomeRole = `\
# Assumes the AWS role: every AWS SDK, CLI and IaC tool reads the ID token from a file, and renews its credentials.
${readyToken}\
export AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_SESSION_NAME
`;

/**
 * Becomes the role by one call to STS and leaves its keys in the environment. They are not renewed: for tools that know no
 * web identity. The call is assigned first and taken apart afterwards, so that its exit code is the job's.
 * Source: https://docs.gitlab.com/ci/cloud_services/aws/.
 */
export const assumeRole = `\
# Assumes the AWS role by one call to STS: keys that are not renewed.
${readyToken}\
${explainAndExit}\
sts_error="$(mktemp)"
credentials="$(aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" \\
  --role-session-name "$AWS_ROLE_SESSION_NAME" --web-identity-token "file://$AWS_WEB_IDENTITY_TOKEN_FILE" \\
  --duration-seconds "\${AWS_ROLE_DURATION:-3600}" \\
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text 2> "$sts_error")" || refuse "$?" "$sts_error"
rm -f "$sts_error"
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN << KEYS
$credentials
KEYS
unset credentials
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
`;

/**
 * Becomes the role by a profile whose `credential_process` asks STS: for tools that read profiles but know no web
 * identity. The process runs with a config of its own, so that the AWS CLI in it does not ask itself.
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */
export const credentialProcess = `\
# Assumes the AWS role by a profile that asks STS whenever a tool needs credentials.
${readyToken}\
GITLAB_AWS_FOLDER="$(mktemp -d)"
trap 'rm -rf "$AWS_WEB_IDENTITY_TOKEN_FILE" "$GITLAB_AWS_FOLDER"' EXIT
cat > "$GITLAB_AWS_FOLDER/credentials" << 'PROCESS'
unset AWS_CONFIG_FILE
exec aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" \\
  --role-session-name "$AWS_ROLE_SESSION_NAME" --web-identity-token "file://$GITLAB_AWS_TOKEN_FILE" \\
  --duration-seconds "\${AWS_ROLE_DURATION:-3600}" --output json --query "{Version: to_number('1'), \\
  AccessKeyId: Credentials.AccessKeyId, SecretAccessKey: Credentials.SecretAccessKey, \\
  SessionToken: Credentials.SessionToken, Expiration: Credentials.Expiration}"
PROCESS
cat > "$GITLAB_AWS_FOLDER/config" << CONFIG
[default]
credential_process = sh "$GITLAB_AWS_FOLDER/credentials"
CONFIG
AWS_CONFIG_FILE="$GITLAB_AWS_FOLDER/config"
# Under its usual name a tool would read the token itself.
GITLAB_AWS_TOKEN_FILE="$AWS_WEB_IDENTITY_TOKEN_FILE"
export AWS_CONFIG_FILE GITLAB_AWS_TOKEN_FILE AWS_ROLE_SESSION_NAME
`;

/**
 * Asks AWS at once whether the role takes the token, so that a refusal is told before a deployment is half done. Only
 * where the image has the AWS CLI, and `AWS_ROLE_CHECK` is `true`.
 */
export const checkRole = `\
# Asks AWS whether the role accepts this job.
${explainAndExit}\
if [ "\${AWS_ROLE_CHECK:-true}" = true ] && command -v aws > /dev/null; then
  sts_error="$(mktemp)"
  aws sts get-caller-identity --query Arn --output text 2> "$sts_error" || refuse "$?" "$sts_error"
  rm -f "$sts_error"
fi
`;
