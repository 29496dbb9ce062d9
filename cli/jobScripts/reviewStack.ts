/**
 * Previews a stack offline with the policy pack, and writes what a reviewer wants to know as Markdown: who gets in now and
 * did not before, and the whole preview. The exit code is the preview's, after the file is written. No AWS account is
 * asked, so that the job needs no role.
 */
export const reviewStack = `\
# Previews the stack offline, judges it, and shows who gets in now and did not before.
set -e
work="$(mktemp -d)"
trap 'git worktree remove --force "$work/base" 2> /dev/null || true; rm -rf "$work"' EXIT
stack_command() {
  verb="$1" checkout="$2"
  shift 2
  # The command is several words.
  # shellcheck disable=SC2086
  $REVIEW_COMMAND "$verb" --cwd "$checkout/$REVIEW_FOLDER" --stack "$REVIEW_STACK" "$@"
}
status=0
stack_command preview . > "$work/head.txt" || status=$?
cat "$work/head.txt"
if [ "$status" -gt 1 ]; then exit "$status"; fi
base="\${CI_MERGE_REQUEST_DIFF_BASE_SHA:-\${CI_COMMIT_BEFORE_SHA:-}}"
{
  echo "## Stack $REVIEW_STACK: who gets into AWS"
  echo
  if [ -n "$base" ] && { git cat-file -e "$base^{commit}" 2> /dev/null || git fetch --quiet --depth 1 origin "$base"; } &&
    git worktree add --quiet --detach "$work/base" "$base" && ln -s "$PWD/node_modules" "$work/base/node_modules" &&
    stack_command access "$work/base" --json > "$work/base.json"; then
    # Exit code 1: somebody gains access.
    stack_command access . --against "$work/base.json" --markdown || [ "$?" -eq 1 ]
  else
    echo "What was before could not be previewed; this is what is now."
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
exit "$status"
`;
