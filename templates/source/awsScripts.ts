import { signInPlaces } from "../../trust/aws";

const hosts = signInPlaces
    .map(
        ({ partition, signInHost, consoleHost }) =>
            `  arn:${partition}:*) signin="https://${signInHost}/federation" console="https://${consoleHost}/" ;;\n`,
    )
    .join("");

/**
 * Makes a sign-in link to the AWS console of the keys in the environment, and writes it to a file: whoever has the link is
 * the role, so the job's log must not have it. Keys go in a request's body, by a pipe, so that no list of processes has
 * them. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html.
 */
export const consoleLink = `\
# Makes a sign-in link to the AWS console; whoever has it is the role, so the log does not.
umask 077
case "$AWS_ROLE_ARN" in
${hosts}\
  *)
    echo "$AWS_ROLE_ARN is in no partition with a known console." >&2
    exit 1
    ;;
esac
signin="\${CONSOLE_LINK_ENDPOINT:-$signin}"
percent_encode() { od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'; }
set -- --data Action=getSigninToken
if [ -n "\${CONSOLE_LINK_DURATION:-}" ]; then set -- "$@" --data "SessionDuration=$CONSOLE_LINK_DURATION"; fi
answer="$(printf '{"sessionId":"%s","sessionKey":"%s","sessionToken":"%s"}' \\
  "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" |
  curl --silent --show-error --max-time 30 "$@" --data-urlencode Session@- --write-out ' %{http_code}' "$signin")"
token="$(printf %s "$answer" | sed -n 's/.*"SigninToken" *: *"\\([^"]*\\)".*/\\1/p')"
if [ -z "$token" ]; then
  # The page that comes with a refusal may repeat the request, so only its status is told.
  echo "AWS made no sign-in link (status \${answer##* })." >&2
  if [ -n "\${CONSOLE_LINK_DURATION:-}" ]; then
    echo "Try without session-duration: the session then lasts as long as the credentials." >&2
  fi
  exit 1
fi
destination="$(printf %s "\${CONSOLE_LINK_DESTINATION:-$console}" | percent_encode)"
issuer="$(printf %s "\${CI_PROJECT_URL:-https://gitlab.com}" | percent_encode)"
token="$(printf %s "$token" | percent_encode)"
printf '%s?Action=login&Issuer=%s&Destination=%s&SigninToken=%s\\n' "$signin" "$issuer" "$destination" "$token" \\
  > "$CONSOLE_LINK_FILE"
echo "The link is in $CONSOLE_LINK_FILE, an artifact of this job. It is valid for 15 minutes."
`;

/**
 * Copies a folder to S3, or from it, with the credentials that are there. Names may hold spaces and any letters.
 * Source: https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html.
 */
export const s3Sync = `\
# Copies what changed between the folder and S3.
case "$S3_SYNC_SOURCE" in
  s3://*) ;;
  *)
    if [ ! -d "$S3_SYNC_SOURCE" ]; then
      echo "There is no folder $S3_SYNC_SOURCE: did an earlier job make it, and keep it as an artifact?" >&2
      exit 1
    fi
    ;;
esac
set -- "$S3_SYNC_SOURCE" "$S3_SYNC_DESTINATION" --no-progress
if [ "\${S3_SYNC_DELETE:-false}" = true ]; then set -- "$@" --delete; fi
aws s3 sync "$@"
`;
