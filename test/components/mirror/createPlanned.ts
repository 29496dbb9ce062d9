import {
    CreateBucketCommand,
    type BucketLocationConstraint,
    PutBucketEncryptionCommand,
    PutBucketOwnershipControlsCommand,
    PutBucketPolicyCommand,
    PutBucketVersioningCommand,
    PutObjectCommand,
    PutPublicAccessBlockCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import type { RegisteredResource } from "../registerResources";

type Inputs = Record<string, string>;

/** What the AWS provider calls for each type of resource, as far as a mirror has it. */
const creators: Record<string, (client: S3Client, inputs: Inputs) => Promise<unknown>> = {
    Bucket: (client, { bucket, region }) =>
        client.send(
            new CreateBucketCommand({
                Bucket: bucket,
                CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
            }),
        ),
    BucketOwnershipControls: (client, { bucket, rule }) => {
        const { objectOwnership } = rule as unknown as { objectOwnership: "BucketOwnerEnforced" };
        const OwnershipControls = { Rules: [{ ObjectOwnership: objectOwnership }] };
        return client.send(new PutBucketOwnershipControlsCommand({ Bucket: bucket, OwnershipControls }));
    },
    BucketVersioning: (client, { bucket, versioningConfiguration }) => {
        const { status } = versioningConfiguration as unknown as { status: "Enabled" };
        return client.send(
            new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: status } }),
        );
    },
    BucketServerSideEncryptionConfiguration: (client, { bucket, rules }) => {
        const Rules = (
            rules as unknown as { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }[]
        ).map(({ applyServerSideEncryptionByDefault: { sseAlgorithm } }) => ({
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: sseAlgorithm },
        }));
        return client.send(
            new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration: { Rules } }),
        );
    },
    BucketPublicAccessBlock: (client, { bucket, ...blocks }) => {
        const { blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets } =
            blocks as unknown as Record<string, boolean>;
        const PublicAccessBlockConfiguration = {
            BlockPublicAcls: blockPublicAcls === true,
            IgnorePublicAcls: ignorePublicAcls === true,
            BlockPublicPolicy: blockPublicPolicy === true,
            RestrictPublicBuckets: restrictPublicBuckets === true,
        };
        return client.send(
            new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration }),
        );
    },
    BucketPolicy: (client, { bucket, policy }) =>
        client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy ?? "" })),
    BucketObjectv2: (client, { bucket, key, content, contentType, cacheControl }) =>
        client.send(
            new PutObjectCommand({
                Bucket: bucket,
                Key: key,
                Body: content ?? "",
                ContentType: contentType,
                CacheControl: cacheControl,
            }),
        ),
};

/** Creates what a program registered for S3 by AWS's own API, in an order that its dependencies allow. */
export async function createPlanned(
    client: S3Client,
    resources: readonly RegisteredResource[],
): Promise<void> {
    const waiting = resources.filter(({ type }) => type.startsWith("aws:s3/"));
    const done = new Set<string>();
    while (waiting.length > 0) {
        const index = waiting.findIndex(({ dependencies }) =>
            dependencies.every(
                (urn) =>
                    done.has(urn) ||
                    !resources.some((each) => each.urn === urn && each.type.startsWith("aws:s3/")),
            ),
        );
        const [resource] = waiting.splice(index, 1);
        const create = creators[resource?.type.split(":").at(-1) ?? ""];
        if (index < 0 || resource === undefined || create === undefined) {
            throw new Error(`nothing creates ${resource?.type ?? "what is left"}`);
        }
        await create(client, resource.inputs as Inputs);
        done.add(resource.urn);
    }
}
