import type { PolicyResource } from "@pulumi/policy";
import { knownTexts, nameIn, referenceIn } from "../permissions/reference";

/** The kinds of resources that say something about a bucket. */
export type MirrorPart = "policy" | "publicAccessBlock" | "ownership" | "encryption" | "acl" | "object";

/** Type tokens by what they are. Sources: @pulumi/aws 7.48 and @pulumi/aws-native 1.50, read 2026-11. */
export const mirrorTypes: Readonly<Record<MirrorPart | "bucket" | "distribution", readonly string[]>> = {
    bucket: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "aws-native:s3:Bucket"],
    distribution: ["aws:cloudfront/distribution:Distribution", "aws-native:cloudfront:Distribution"],
    policy: ["aws:s3/bucketPolicy:BucketPolicy", "aws-native:s3:BucketPolicy"],
    publicAccessBlock: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    ownership: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
    encryption: [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    ],
    acl: ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"],
    object: ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"],
};

/** The resources of each kind whose `bucket` is the one of that name, or comes from its resource. */
export function bucketParts(
    resources: readonly PolicyResource[],
    bucketName: string,
    bucket: PolicyResource | undefined,
): Record<MirrorPart, PolicyResource[]> {
    const isAbout = (resource: PolicyResource): boolean => {
        const { texts, resources: behind } = referenceIn(resource, "bucket");
        if (behind.length > 0) return bucket !== undefined && behind.includes(bucket);
        const ids = bucket === undefined ? [] : knownTexts(bucket, ["id"]);
        return texts.some((text) => [bucketName, ...ids].includes(text) || nameIn(text) === bucketName);
    };
    const of = (part: MirrorPart) =>
        resources.filter((resource) => mirrorTypes[part].includes(resource.type) && isAbout(resource));
    return {
        policy: of("policy"),
        publicAccessBlock: of("publicAccessBlock"),
        ownership: of("ownership"),
        encryption: of("encryption"),
        acl: of("acl"),
        object: of("object"),
    };
}
