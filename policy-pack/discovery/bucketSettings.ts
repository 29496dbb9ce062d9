import type { PolicyResource } from "@pulumi/policy";
import { knownTexts } from "../permissions/reference";
import { known } from "../sdk/known";
import type { StackViolation } from "../sdk/stackPolicy";
import type { Violation } from "../sdk/violation";
import type { Mirror } from "./mirror";

const aclFlags = ["blockPublicAcls", "ignorePublicAcls"];
const policyFlags = ["blockPublicPolicy", "restrictPublicBuckets"];

/**
 * Settings of a mirror's bucket, and of its objects, that expose more than two documents or keep AWS out. What is unknown
 * is left alone. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.
 */
export function* bucketSettings(mirror: Mirror): Generator<StackViolation> {
    yield* publicAccessBlock(mirror);
    const { ownership, encryption, acl, object } = mirror.parts;
    const bucket = mirror.bucket === undefined ? [] : [mirror.bucket];
    for (const resource of [...ownership, ...bucket]) {
        const text = settingText(resource, ["rule", "ownershipControls"]);
        if (!/"(?:ObjectWriter|BucketOwnerPreferred)"/.test(text)) continue;
        const message = "lets whoever writes an object set an access list of its own";
        yield about(resource, "objectOwnership", {
            effect: "open",
            message,
            fix: 'Write "BucketOwnerEnforced".',
        });
    }
    for (const resource of [...encryption, ...bucket, ...object]) {
        const keys = [
            "rules",
            "serverSideEncryptionConfiguration",
            "bucketEncryption",
            "serverSideEncryption",
            "kmsKeyId",
        ];
        const text = settingText(resource, keys);
        if (mirror.mode !== "s3" || !/aws:kms|"arn:aws[\w-]*:kms:/.test(text)) continue;
        const message = "encrypts with KMS, and nobody without credentials can read such an object";
        yield about(resource, "sseAlgorithm", { effect: "closed", message, fix: 'Write "AES256" (SSE-S3).' });
    }
    for (const resource of [...acl, ...bucket, ...object]) {
        const [value] = knownTexts(resource, ["acl", "accessControl"]);
        if (value === undefined || !/^public-?read/i.test(value)) continue;
        const message =
            "publishes by an access list: new buckets refuse that, and where they do not, it shows more than two documents";
        yield about(resource, "acl", {
            effect: "mixed",
            value,
            message,
            fix: "Leave it out; a bucket policy on the two documents does it.",
        });
    }
    for (const resource of bucket) {
        if (settingText(resource, ["requestPayer"]) !== '"Requester"') continue;
        const message = "makes the reader pay, which nobody without credentials can";
        yield about(resource, "requestPayer", { effect: "closed", message, fix: "Leave it out." });
    }
}

function* publicAccessBlock({ mode, bucket, parts }: Mirror): Generator<StackViolation> {
    const native = bucket?.type.startsWith("aws-native:") ?? false;
    const holders = native && bucket !== undefined ? [bucket] : parts.publicAccessBlock;
    if (holders.length === 0) {
        if (bucket === undefined || mode !== "s3") return;
        const message =
            "has no public access block in this stack; a new bucket blocks everything, so its policy is refused";
        const fix =
            "Add one: blockPublicAcls and ignorePublicAcls true, blockPublicPolicy and restrictPublicBuckets false.";
        yield about(bucket, "bucket", { effect: "closed", message, fix });
        return;
    }
    for (const resource of holders) {
        const key = "publicAccessBlockConfiguration";
        const { value, unknownPaths } = known(
            () => (native ? resource.props[key] : resource.props) as unknown,
            "",
        );
        if (value === undefined && unknownPaths.length > 0) continue;
        const flags = (value ?? {}) as Record<string, unknown>;
        for (const flag of [...aclFlags, ...policyFlags]) {
            if (unknownPaths.some((path) => path.endsWith(flag))) continue;
            const wanted = mode === "cloudfront" || aclFlags.includes(flag);
            const actual = flags[flag] === true;
            if (actual === wanted) continue;
            const path = native ? `${key}.${flag}` : flag;
            yield about(resource, path, blockViolation(wanted, actual, mode));
        }
    }
}

function blockViolation(wanted: boolean, actual: boolean, mode: Mirror["mode"]): Omit<Violation, "path"> {
    const message = wanted
        ? mode === "cloudfront"
            ? "is off, though nobody but CloudFront is to read the bucket"
            : "is off, though no access list is needed"
        : "is on, and keeps AWS from reading the documents";
    return { effect: wanted ? "open" : "closed", value: actual, message, fix: `Write ${String(wanted)}.` };
}

/** Settings with these keys as one JSON text; unknown ones are left out. */
function settingText(resource: PolicyResource, keys: readonly string[]): string {
    return keys
        .flatMap((key) => {
            const { value } = known(() => resource.props[key] as unknown, key);
            return value === undefined ? [] : [JSON.stringify(value)];
        })
        .join(" ");
}

function about(resource: PolicyResource, path: string, violation: Omit<Violation, "path">): StackViolation {
    const noun = /bucket:Bucket$|s3:Bucket$|V2$/.test(resource.type) ? "Bucket" : "Setting";
    return { subject: { noun, name: resource.name }, urn: resource.urn, violation: { path, ...violation } };
}
