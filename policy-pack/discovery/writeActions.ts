import { namesAction } from "../../trust/decision";
import type { PolicyValue } from "../../trust/conditions";

/**
 * Actions by which somebody can change the documents, or who may change them.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html. Read 2026-11.
 */
const writeActions = [
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectVersionAcl",
    "s3:PutObjectRetention",
    "s3:PutObjectLegalHold",
    "s3:PutObjectTagging",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:RestoreObject",
    "s3:ReplicateObject",
    "s3:ReplicateDelete",
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:BypassGovernanceRetention",
    "s3:AbortMultipartUpload",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketVersioning",
    "s3:PutBucketWebsite",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketRequestPayment",
    "s3:DeleteBucket",
];

/** Whether an action of a policy, wildcards included, changes something. */
export function isWriteAction(action: PolicyValue): boolean {
    return writeActions.some((each) => namesAction(action, each));
}
