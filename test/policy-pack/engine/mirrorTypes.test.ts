import * as aws from "@pulumi/aws";
import assert from "node:assert/strict";
import { mirrorTypes } from "../../../trust/aws";

/** The token of a resource class; the SDK keeps it from its typings. */
const tokenOf = (resource: unknown): string => (resource as { __pulumiType: string }).__pulumiType;

describe("the tokens of a mirror's resources", () => {
    it("are those of @pulumi/aws", () => {
        const classes = {
            bucket: [aws.s3.Bucket, aws.s3.BucketV2],
            distribution: [aws.cloudfront.Distribution],
            policy: [aws.s3.BucketPolicy],
            publicAccessBlock: [aws.s3.BucketPublicAccessBlock],
            ownership: [aws.s3.BucketOwnershipControls],
            encryption: [
                aws.s3.BucketServerSideEncryptionConfiguration,
                aws.s3.BucketServerSideEncryptionConfigurationV2,
            ],
            acl: [aws.s3.BucketAcl, aws.s3.BucketAclV2],
            object: [aws.s3.BucketObjectv2, aws.s3.BucketObject],
        };
        for (const [part, resources] of Object.entries(classes)) {
            const ours = mirrorTypes[part as keyof typeof classes].filter((type) => type.startsWith("aws:"));
            assert.deepEqual(ours, resources.map(tokenOf), part);
        }
    });
});
