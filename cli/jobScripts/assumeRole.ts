import { readyToken } from "./becomeRole";
import { explainRefusal } from "./explainRefusal";

/**
 * Becomes the role by one call to STS and leaves its keys in the environment. They are not renewed: for tools that know no
 * web identity. The call is assigned first and taken apart afterwards, so that its exit code is the job's.
 * Source: https://docs.gitlab.com/ci/cloud_services/aws/.
 */
export const assumeRole = `\
# Becomes the AWS role by one call to STS: keys that are not renewed.
${readyToken}\
${explainRefusal}\
credentials="$(aws sts assume-role-with-web-identity --role-arn "$AWS_ROLE_ARN" \\
  --role-session-name "$AWS_ROLE_SESSION_NAME" --web-identity-token "file://$AWS_WEB_IDENTITY_TOKEN_FILE" \\
  --duration-seconds "\${AWS_ROLE_DURATION:-3600}" \\
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)" || {
  status=$?
  explain_refusal
  exit "$status"
}
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN << KEYS
$credentials
KEYS
unset credentials
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
`;
