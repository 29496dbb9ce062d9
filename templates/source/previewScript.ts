/**
 * Previews a stack offline with the policy pack, and writes what reviewers need: reports in GitLab's formats, and as Markdown
 * who gains and loses access and the whole preview. The exit code is the preview's, after the files are written. No AWS
 * account is asked, so that the job needs no role.
 */
export const reviewStack = `\
# Previews the stack offline with the policies, and writes who gains and who loses access.
set -e
work="$(mktemp -d)"
trap 'git worktree remove --force "$work/base" 2> /dev/null || true; rm -rf "$work" "$REVIEW_PROGRAM"' EXIT
stack_command() {
  verb="$1" checkout="$2"
  shift 2
  # The command is several words.
  # shellcheck disable=SC2086
  $REVIEW_COMMAND "$verb" --cwd "$checkout/$REVIEW_FOLDER" --stack "$REVIEW_STACK" "$@"
}
mkdir -p pulumi-report
# A version of the command that is older than this component writes no reports.
set --
# shellcheck disable=SC2086
if $REVIEW_COMMAND preview --help 2> /dev/null | grep -q -e --code-quality; then
  set -- --code-quality pulumi-report/code-quality.json --sarif pulumi-report/sarif.json --junit pulumi-report/junit.xml
else
  echo "This version of gitlab-aws-oidc writes no Code Quality, SARIF and JUnit reports: update it." >&2
fi
status=0
stack_command preview . "$@" > "$work/head.txt" || status=$?
cat "$work/head.txt"
if [ "$status" -gt 1 ]; then exit "$status"; fi
base="\${CI_MERGE_REQUEST_DIFF_BASE_SHA:-\${CI_COMMIT_BEFORE_SHA:-}}"
{
  echo "## Stack $REVIEW_STACK: access to AWS roles"
  echo
  if [ -n "$base" ] && { git cat-file -e "$base^{commit}" 2> /dev/null || git fetch --quiet --depth 1 origin "$base"; } &&
    git worktree add --quiet --detach "$work/base" "$base" && ln -s "$PWD/node_modules" "$work/base/node_modules" &&
    stack_command access "$work/base" --json > "$work/base.json"; then
    # Exit code 1: somebody gains access.
    stack_command access . --against "$work/base.json" --markdown || [ "$?" -eq 1 ]
  else
    echo "The state before this change could not be previewed; this is the state with it."
    echo
    stack_command access . --markdown
  fi
  echo
  echo "<details><summary>$(tail -n 1 "$work/head.txt")</summary>"
  echo
  echo '~~~'
  cat "$work/head.txt"
  echo '~~~'
  echo
  echo "</details>"
} > "$REVIEW_FILE"
if [ -f "$work/base.json" ]; then
  stack_command preview "$work/base" --json > "$work/base-plan.json" 2> /dev/null || [ -s "$work/base-plan.json" ] || rm -f "$work/base-plan.json"
  stack_command preview . --json > "$work/head-plan.json" 2> /dev/null || true
  if [ -f "$work/base-plan.json" ]; then
    node "$REVIEW_PROGRAM" counts "$work/base-plan.json" "$work/head-plan.json" pulumi-report/plan.json ||
      echo "The plan summary could not be written." >&2
  fi
fi
node "$REVIEW_PROGRAM" note "$REVIEW_FILE" || echo "The merge request note could not be written." >&2
exit "$status"
`;
