/**
 * Prepares the job: where the state is, which policy packs judge, and a folder outside of the checkout that is removed at the
 * job's end. With Pulumi Cloud it logs in by an ID token; a token among the CI/CD variables would be used instead, so it is
 * unset. Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_login/.
 */
export const preparePulumi = `\
# Prepares Pulumi: the backend, the policy packs, and functions for the jobs.
trap 'rm -rf "$AWS_WEB_IDENTITY_TOKEN_FILE" "$PULUMI_DEPLOY_PROGRAM" "\${PULUMI_DEPLOY_WORK:-}"' EXIT
PULUMI_DEPLOY_WORK="$(mktemp -d)"
export PULUMI_SKIP_UPDATE_CHECK=true
# The engine's events go into a file, for the reports.
export PULUMI_DEBUG_COMMANDS=true
# The policy pack writes the parts of its violations there.
export GITLAB_AWS_OIDC_VIOLATIONS="$PULUMI_DEPLOY_WORK/violations"
events="$PULUMI_DEPLOY_WORK/events" errors="$PULUMI_DEPLOY_WORK/errors" report=pulumi-report
mkdir -p "$report"
fail() {
  echo "$1" >&2
  exit 1
}
unset PULUMI_ACCESS_TOKEN PULUMI_BACKEND_URL
case "$PULUMI_DEPLOY_BACKEND_KIND $PULUMI_DEPLOY_BACKEND" in
  "pulumi-cloud https://"*)
    [ -n "\${PULUMI_OIDC_TOKEN:-}" ] || fail "PULUMI_OIDC_TOKEN is empty: id_tokens needs GitLab 15.7 or later."
    [ -n "$PULUMI_DEPLOY_ORGANIZATION" ] || fail "Set the input pulumi-organization: it is the audience of the token for Pulumi Cloud."
    export PULUMI_CREDENTIALS_PATH="$PULUMI_DEPLOY_WORK"
    (umask 077 && printf %s "$PULUMI_OIDC_TOKEN" > "$PULUMI_DEPLOY_WORK/token")
    pulumi login "$PULUMI_DEPLOY_BACKEND" --non-interactive --oidc-org "$PULUMI_DEPLOY_ORGANIZATION" \\
      --oidc-token "file://$PULUMI_DEPLOY_WORK/token" --oidc-expiration "\${CI_JOB_TIMEOUT:-7200}s" ||
      fail "Pulumi Cloud did not accept this job's ID token: register $CI_SERVER_URL as an OIDC issuer of the organization $PULUMI_DEPLOY_ORGANIZATION, with a policy for this project."
    ;;
  "s3 s3://"* | "folder file://"*) export PULUMI_BACKEND_URL="$PULUMI_DEPLOY_BACKEND" ;;
  *) fail "The input backend-url is \\"$PULUMI_DEPLOY_BACKEND\\"; with backend: $PULUMI_DEPLOY_BACKEND_KIND it begins with https:// (pulumi-cloud), s3:// (s3) or file:// (folder)." ;;
esac
[ -f "$PULUMI_DEPLOY_FOLDER/Pulumi.yaml" ] || fail "There is no Pulumi.yaml in \\"$PULUMI_DEPLOY_FOLDER\\": set the input folder."
set --
config="$PULUMI_DEPLOY_POLICY_CONFIG"
if [ -z "$config" ] && [ -f "$PULUMI_DEPLOY_FOLDER/policy-config.json" ]; then config="$PULUMI_DEPLOY_FOLDER/policy-config.json"; fi
for pack in $PULUMI_DEPLOY_POLICY_PACKS; do
  [ -f "$pack/PulumiPolicy.yaml" ] || fail "There is no policy pack in \\"$pack\\". Nothing is deployed without the policies: install it, or correct the input policy-packs."
  set -- "$@" --policy-pack "$PWD/$pack"
  # A config belongs to the pack at the same position; the others have none.
  if [ -n "$config" ]; then
    [ -f "$config" ] || fail "There is no policy config \\"$config\\"."
    set -- "$@" --policy-pack-config "$PWD/$config"
    config=
  fi
done
[ "$#" -gt 0 ] || echo "No policy pack judges this stack: the input policy-packs is empty." >&2
on_stack() { pulumi "$@" --stack "$PULUMI_STACK" --cwd "$PULUMI_DEPLOY_FOLDER" --non-interactive; }
# The key of a stack that a job created is in its state and in no commit; Pulumi reads it from the stack's file.
stack_file="$PULUMI_DEPLOY_FOLDER/Pulumi.\${PULUMI_STACK##*/}.yaml" state_file="$PULUMI_DEPLOY_WORK/state.json"
if [ -n "$PULUMI_DEPLOY_SECRETS_PROVIDER" ] && ! grep -q -s -e '^encryptedkey:' -e '^encryptionsalt:' "$stack_file" &&
  (umask 077 && on_stack stack export --file "$state_file") > "$errors" 2>&1; then
  node "$PULUMI_DEPLOY_PROGRAM" secrets "$state_file" >> "$stack_file"
fi
rm -f "$state_file"
# Runs a command of Pulumi; its errors are shown, and kept for the job to read. The result is in the variable status.
run_pulumi() {
  status=0
  rm -f "$events" "$GITLAB_AWS_OIDC_VIOLATIONS"
  on_stack "$@" --suppress-progress --event-log "$events" 2> "$errors" || status=$?
  cat "$errors" >&2
  [ "$status" -ne 0 ] || return 0
  refusal="$PULUMI_DEPLOY_WORK/refusal"
  { cat "$errors" && node "$PULUMI_DEPLOY_PROGRAM" errors "$events"; } > "$refusal" || return 0
  if grep -q AssumeRoleWithWebIdentity "$refusal"; then explain_refusal "$refusal"; fi
}
# Writes who gains and who loses access as Markdown. Exit code 3 of the program: the stack has no roles.
show_access() {
  before="$PULUMI_DEPLOY_WORK/before" after="$PULUMI_DEPLOY_WORK/after"
  [ -n "$PULUMI_DEPLOY_COMMAND" ] || return 0
  node "$PULUMI_DEPLOY_PROGRAM" roles "$events" "$before.json" "$after.json" || { [ "$?" -eq 3 ]; return; }
  # The command is several words.
  # shellcheck disable=SC2086
  $PULUMI_DEPLOY_COMMAND access --roles "$before.json" --json > "$before-access.json" || return 1
  # Exit code 1: somebody gains access.
  # shellcheck disable=SC2086
  $PULUMI_DEPLOY_COMMAND access --roles "$after.json" --against "$before-access.json" --markdown > "$1" || [ "$?" -eq 1 ]
}
# The reports never change the job's result.
write_reports() {
  access="$PULUMI_DEPLOY_WORK/access.md"
  if ! show_access "$access"; then
    rm -f "$access"
    echo "Who gains and who loses access is not shown: \\"$PULUMI_DEPLOY_COMMAND access\\" failed." >&2
  fi
  node "$PULUMI_DEPLOY_PROGRAM" report "$1" "$status" "$events" "$access" "$report" ||
    echo "The reports could not be written." >&2
}
`;

/** Previews with a role that can only read: for merge requests. */
export const previewPulumi = `\
# Previews the update with the policies.
run_pulumi preview "$@"
write_reports preview
exit "$status"
`;

/** Compares the stack with AWS, and fails where an update would change something. Nothing is written, the state neither. */
export const driftPulumi = `\
# Compares what is deployed with the program, and fails where they differ.
run_pulumi preview --refresh --expect-no-changes "$@"
if [ "$status" -ne 0 ]; then
  echo "The stack $PULUMI_STACK and what is deployed differ, or could not be compared: see above." >&2
fi
write_reports drift
exit "$status"
`;

/**
 * Updates the stack. An update that a job of this pipeline began and did not end, because it was cancelled or killed, is
 * recognized by a tag of the stack; its lock is released, and its pending operations are resolved, before the update. A lock
 * of anybody else stays: the job fails and names it. Jobs of one stack never run at once, since they share a resource group.
 */
export const updatePulumi = `\
# Updates the stack; what an interrupted job left behind is finished first.
[ "$CI_COMMIT_REF_PROTECTED" = true ] ||
  fail "\${CI_COMMIT_REF_NAME:-This ref} is not protected: only a protected branch or tag may update a stack (Settings > Repository)."
mark() { on_stack stack tag set gitlab-aws-oidc:update "$1" > /dev/null; }
if [ -n "$PULUMI_DEPLOY_SECRETS_PROVIDER" ] && ! on_stack stack tag ls > /dev/null 2> "$errors"; then
  grep -q 'no stack named' "$errors" || { cat "$errors" >&2; explain_refusal "$errors"; exit 1; }
  on_stack stack init --secrets-provider "$PULUMI_DEPLOY_SECRETS_PROVIDER"
fi
last="$(on_stack stack tag get gitlab-aws-oidc:update 2> /dev/null || true)"
host="$(uname -n)"
# Takes operations that an interrupted update left pending out of the state, and reads from AWS what became of them.
finish_pending() {
  export_file="$PULUMI_DEPLOY_WORK/state.json" repaired="$PULUMI_DEPLOY_WORK/repaired.json" found=0
  (umask 077 && on_stack stack export --file "$export_file" > /dev/null) || return "$?"
  node "$PULUMI_DEPLOY_PROGRAM" pending "$export_file" "$repaired" || found=$?
  rm -f "$export_file"
  if [ "$found" -eq 3 ]; then return 0; fi
  if [ "$found" -ne 0 ]; then return "$found"; fi
  echo "An earlier update of $PULUMI_STACK was interrupted; the operations above are resolved before this one."
  on_stack stack import --file "$repaired" && on_stack refresh --yes --skip-preview --suppress-progress
}
# Whether every lock is one of the job that was interrupted.
lock_is_ours() {
  case "$last" in
    "running on "*) ;;
    *) return 1 ;;
  esac
  owner="\${last#running on }"
  others="$(sed -n 's/.*created by [^@]*@\\(.*\\) (pid .*/\\1/p' "$errors" | grep -Fxv -e "\${owner%% by *}" || true)"
  [ -z "$others" ]
}
update() {
  mark "running on $host by job $CI_JOB_ID"
  run_pulumi up --yes "$@"
}
# Both need the lock. Errors of the first are shown and kept as those of the second are.
attempt() {
  status=0
  finish_pending 2> "$errors" || status=$?
  if [ "$status" -eq 0 ]; then update "$@"; else cat "$errors" >&2; fi
}
attempt "$@"
if [ "$status" -ne 0 ] && grep -q 'currently locked by\\|Another update is currently in progress' "$errors"; then
  if lock_is_ours; then
    echo "The lock was left by \${last#running on }, which was interrupted: it is released."
    on_stack cancel --yes
    attempt "$@"
  else
    mark "\${last:-none}"
    write_reports up
    fail "Somebody else updates $PULUMI_STACK, or was interrupted (see the lock above). Wait and run this job again; if nobody does: pulumi cancel --stack $PULUMI_STACK"
  fi
fi
mark "done by job $CI_JOB_ID"
write_reports up
exit "$status"
`;
