import { createRequire } from "node:module";
import type * as s3 from "@aws-sdk/client-s3";
import { discoveryHeaders, discoveryPaths } from "../../trust/discovery/discoveryDocument";
import type { IssuerBucket } from "../../trust/discovery/mirrorIssuer";
import { quietSdk } from "../aws";
import { CommandError } from "../terminal";
import type { KeyStore } from "./keyStore";

/** The bucket of a mirror. */
export interface MirrorBucket extends IssuerBucket {
    /** The account that must own it: a bucket of the same name in other hands is refused. Default: not checked. */
    owner?: string;
}

/**
 * The keys in the mirror's bucket. Credentials are the SDK's usual ones: environment, a job's web identity, profile, SSO.
 * A write names the version that was read, so of two writers at once the second is refused
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
export function bucketKeyStore({ bucket, region, owner }: MirrorBucket): KeyStore {
    quietSdk();
    // Loaded when it is needed: the other verbs do without.
    const sdk = createRequire(__filename)("@aws-sdk/client-s3") as typeof s3;
    const client = new sdk.S3Client({
        region,
        requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000 },
    });
    const object = { Bucket: bucket, Key: discoveryPaths.keys, ...(owner && { ExpectedBucketOwner: owner }) };
    const name = `s3://${bucket}/${discoveryPaths.keys}`;
    return {
        name,
        async read() {
            try {
                const { Body, ETag } = await client.send(new sdk.GetObjectCommand(object));
                const text = (await Body?.transformToString()) ?? "";
                return { text, ...(ETag !== undefined && { version: ETag }) };
            } catch (error) {
                if (error instanceof Error && error.name === "NoSuchKey") return undefined;
                throw refusal(`read ${name}`, "s3:GetObject", error);
            }
        },
        async write(text, before) {
            const { contentType: ContentType, cacheControl: CacheControl } = discoveryHeaders;
            const condition =
                before?.version === undefined ? { IfNoneMatch: "*" } : { IfMatch: before.version };
            try {
                await client.send(
                    new sdk.PutObjectCommand({
                        ...object,
                        ...condition,
                        Body: text,
                        ContentType,
                        CacheControl,
                    }),
                );
            } catch (error) {
                throw refusal(`write ${name}`, "s3:PutObject", error);
            }
        },
    };
}

function refusal(what: string, action: string, error: unknown): CommandError {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (name === "PreconditionFailed" || name === "ConditionalRequestConflict") {
        return new CommandError(
            `Somebody else has written ${what.slice("write ".length)} meanwhile.`,
            "Run it again.",
        );
    }
    if (name === "CredentialsProviderError") {
        const fix =
            "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and what belongs to it, or AWS_ROLE_ARN and a job's token file.";
        return new CommandError(`There are no AWS credentials to ${what}; nothing was written.`, fix);
    }
    const fixes: Readonly<Record<string, string>> = {
        // S3 says so too where the object is missing and the caller may not list: then it must not be written blindly.
        AccessDenied: `The credentials need ${action}; the first keys are published by \`pulumi up\`.`,
        NoSuchBucket: "Make the mirror first: pulumi up.",
        PermanentRedirect: "Give the bucket's own region: --region REGION.",
    };
    return new CommandError(`S3 refused to ${what} (${name}: ${message}); nothing was written.`, fixes[name]);
}
