import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import {
    discoveryDocument,
    discoveryDocumentText,
    discoveryHeaders,
    discoveryPaths,
    keySetText,
} from "../../trust/mirror";
import type { MirrorParts } from "./mirrorParts";

/**
 * Every input whose change would upload the object again: with the content that Pulumi remembers, which is older than
 * what `discovery sync` has written. Source: the update of aws_s3_object in terraform-provider-aws, which uploads
 * whenever one of them differs.
 */
const inputsThatUpload = [
    "bucketKeyEnabled",
    "cacheControl",
    "checksumAlgorithm",
    "content",
    "contentBase64",
    "contentDisposition",
    "contentEncoding",
    "contentLanguage",
    "contentType",
    "etag",
    "kmsKeyId",
    "metadata",
    "serverSideEncryption",
    "source",
    "sourceHash",
    "storageClass",
    "websiteRedirect",
];

/** The two documents, the keys first. They come after `dependsOn`: never there without the rules about who may write. */
export function mirrorDocuments(
    { name, mirror, options }: MirrorParts,
    dependsOn: readonly pulumi.Resource[],
): pulumi.Resource[] {
    const { issuerUrl: issuer, bucket, region, keySet, gitlabUrl: instanceUrl, settings } = mirror;
    // No tags: whoever writes an object replaces them.
    const inBucket = { bucket, region, ...discoveryHeaders };
    const keys = new aws.s3.BucketObjectv2(
        `${name}:${discoveryPaths.keys}`,
        {
            ...inBucket,
            key: discoveryPaths.keys,
            ...(settings.keysManagedBySync ? { content: keySetText(keySet) } : compared(keySetText(keySet))),
        },
        {
            ...options,
            dependsOn: [...dependsOn],
            ...(settings.keysManagedBySync && { ignoreChanges: inputsThatUpload }),
        },
    );
    const document = discoveryDocument({ issuer, instanceUrl, keySet });
    return [
        keys,
        new aws.s3.BucketObjectv2(
            `${name}:${discoveryPaths.document}`,
            { ...inBucket, key: discoveryPaths.document, ...compared(discoveryDocumentText(document)) },
            { ...options, dependsOn: [...dependsOn, keys] },
        ),
    ];
}

/**
 * Content that a refresh compares with what is published: without the tag, what somebody else has written under the same
 * headers stays. Of an object encrypted with SSE-S3 and uploaded in one part the tag is the content's MD5; under a KMS key
 * it is not (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html).
 */
function compared(content: string): { content: string; etag: string } {
    return { content, etag: createHash("md5").update(content).digest("hex") };
}
