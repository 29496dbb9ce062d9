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
preview() {
  checkout="$1"
  shift
  # The command is several words.
  # shellcheck disable=SC2086
  $REVIEW_COMMAND preview --cwd "$checkout/$REVIEW_FOLDER" --stack "$REVIEW_STACK" "$@"
}
access_lines() {
  preview "$1" --json > "$work/preview.json" 2> /dev/null || [ "$?" -eq 1 ] || return 1
  node -e '
    const { access } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const lines = access.flatMap(({ role, isKnown, entries }) =>
      isKnown
        ? entries.map(({ projects, refs, conditions }) => role + ": " + [projects, refs, ...conditions].join("; "))
        : [role + ": not known before the deployment"]);
    console.log([...new Set(lines)].sort().join("\\n"));
  ' "$work/preview.json"
}
status=0
preview . > "$work/head.txt" || status=$?
cat "$work/head.txt"
if [ "$status" -gt 1 ]; then exit "$status"; fi
access_lines . > "$work/head.access"
base="\${CI_MERGE_REQUEST_DIFF_BASE_SHA:-\${CI_COMMIT_BEFORE_SHA:-}}"
{
  echo "## Stack $REVIEW_STACK: who gets into AWS"
  echo
  if [ -n "$base" ] && { git cat-file -e "$base^{commit}" 2> /dev/null || git fetch --quiet --depth 1 origin "$base"; } &&
    git worktree add --quiet --detach "$work/base" "$base" && ln -s "$PWD/node_modules" "$work/base/node_modules" &&
    access_lines "$work/base" > "$work/base.access"; then
    if diff -U 0 "$work/base.access" "$work/head.access" > "$work/access.diff"; then
      echo "Nothing changes."
    else
      echo '~~~diff'
      sed -e 1,2d -e '/^@@/d' "$work/access.diff"
      echo '~~~'
    fi
  else
    echo "What was before could not be previewed; this is what is now."
    echo
    echo '~~~'
    cat "$work/head.access"
    echo '~~~'
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
