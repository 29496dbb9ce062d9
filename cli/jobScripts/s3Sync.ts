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
