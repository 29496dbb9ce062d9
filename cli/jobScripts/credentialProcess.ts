import { readyToken } from "./becomeRole";

/**
 * Becomes the role by a profile whose `credential_process` asks STS: for tools that read profiles but know no web
 * identity. The process runs with a config of its own, so that the AWS CLI in it does not ask itself.
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */
export const credentialProcess = `\
# Becomes the AWS role by a profile that asks STS whenever a tool needs credentials.
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
