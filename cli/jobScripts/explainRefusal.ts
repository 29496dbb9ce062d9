import { tokenName } from "./tokenName";

/**
 * A sh function that says, on stderr, what a refused token claimed and where to look. `iss`, `aud` and `sub` are what AWS
 * compares and no secret; the rest of the token stays out of the log.
 */
export const explainRefusal = `\
explain_refusal() {
  payload="$(printf %s "$${tokenName}" | cut -d . -f 2 | tr '_-' '/+')"
  while [ "$((\${#payload} % 4))" -ne 0 ]; do payload="$payload="; done
  claims="$(printf %s "$payload" | base64 -d 2>/dev/null || true)"
  {
    echo "AWS did not let this job become $AWS_ROLE_ARN. Its ID token says:"
    for claim in iss aud sub; do
      value="$(printf %s "$claims" | sed -n "s/.*\\"$claim\\":\\"\\([^\\"]*\\)\\".*/\\1/p")"
      echo "  $claim: $value"
    done
    echo "AccessDenied: the role's trust policy wants another subject, or there is no such role."
    echo "InvalidIdentityToken: the account has no provider of that issuer and audience, or AWS cannot read its keys."
    echo "Ask which condition is not met: gitlab-aws-oidc explain. All errors and causes: docs/errors.md."
  } >&2
}
`;
