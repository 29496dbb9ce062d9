import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bucketPolicy } from "../../trust/mirror";
import type { MirrorParts } from "./mirrorParts";

/**
 * The bucket with everything that decides who reads and writes it. Returns what must be in place before a document is
 * readable as it should be. The region is always given: the issuer's URL names it.
 */
export function mirrorBucket({ name, mirror, account, options }: MirrorParts): pulumi.Resource[] {
    const { bucket: bucketName, region, mode, settings, tags } = mirror;
    const { accountRegional = false, allowDestroy = false, publisherRoleArns = [] } = settings;
    const bucket = new aws.s3.Bucket(
        name,
        {
            bucket: bucketName,
            region,
            ...(accountRegional && { bucketNamespace: "account-regional" }),
            ...(allowDestroy && { forceDestroy: true }),
            ...(tags && { tags }),
        },
        options,
    );
    // The bucket's own outputs are unknown until it exists; its name is not.
    const inBucket = { bucket: bucketName, region };
    const afterBucket = { ...options, dependsOn: [bucket] };
    const ownership = new aws.s3.BucketOwnershipControls(
        name,
        { ...inBucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
        afterBucket,
    );
    const versioning = new aws.s3.BucketVersioning(
        name,
        { ...inBucket, versioningConfiguration: { status: "Enabled" } },
        afterBucket,
    );
    // Objects under a KMS key cannot be read anonymously.
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        { ...inBucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        afterBucket,
    );
    const isPrivate = mode === "cloudfront";
    const publicAccessBlock = new aws.s3.BucketPublicAccessBlock(
        name,
        {
            ...inBucket,
            blockPublicAcls: true,
            ignorePublicAcls: true,
            blockPublicPolicy: isPrivate,
            restrictPublicBuckets: isPrivate,
        },
        afterBucket,
    );
    const policy = new aws.s3.BucketPolicy(
        name,
        {
            ...inBucket,
            policy: account.apply((scope) =>
                bucketPolicy({ ...scope, mode, bucket: bucketName, publisherRoleArns }),
            ),
        },
        // A new bucket refuses a public policy until its block is lifted.
        { ...options, dependsOn: [bucket, publicAccessBlock, ownership] },
    );
    return [bucket, ownership, versioning, encryption, publicAccessBlock, policy];
}
