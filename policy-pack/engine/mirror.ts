import { mirrorTypes } from "../../trust/aws";
import type { PolicyResource } from "@pulumi/policy";
import { namesAction } from "../../trust/decision";
import {
    type BucketStatement,
    type DocumentReading,
    bucketServing,
    discoveryPaths,
    readBucketPolicy,
    readMirroredDocument,
} from "../../trust/mirror";
import { issuerHostAndPath } from "../../trust/gitlab";
import type { PolicyValue } from "../../trust/conditions";
import { bucketServedBy, type Distribution, distributionFor, distributionsOf } from "./distribution";
import { known, knownTexts, nameIn, referenceIn } from "./known";
import type { Organisation } from "./organisation";
import { identityProvidersOf } from "./resources";

/** The kinds of resources that specify something about a bucket. */
export type BucketPart = "policy" | "publicAccessBlock" | "ownership" | "encryption" | "acl" | "object";

/** A bucket that serves an issuer's discovery documents, with what a stack has of it. */
export interface Mirror {
    /** The issuer as host and path. */
    issuer: string;
    /** The bucket's name. */
    bucketName: string;
    /** `s3`: the bucket's own address is the issuer. `cloudfront`: a distribution of the stack serves it. */
    mode: "s3" | "cloudfront";
    /** The provider that trusts it; absent where only the config names the issuer. */
    provider?: PolicyResource;
    /** Undefined where the bucket belongs to another stack, or to none. */
    bucket?: PolicyResource;
    /** The distribution that serves it, in the mode `cloudfront`. */
    distribution?: Distribution;
    /** Whether the stack has a bucket whose name is not known yet, and which may be this one. */
    mayBeUnnamed: boolean;
    /** The resources of each kind that say something about the bucket. */
    parts: Record<BucketPart, PolicyResource[]>;
}

/** The mirrors of a stack: buckets that an identity provider of the stack, or the organisation's config, has as its issuer. */
export function mirrorsOf(resources: readonly PolicyResource[], { issuers }: Organisation): Mirror[] {
    const trusted = new Map<string, PolicyResource | undefined>(
        issuers.map(({ url }) => [issuerHostAndPath(url), undefined]),
    );
    for (const { resource, provider } of identityProvidersOf(resources)) {
        if (provider.issuer !== undefined) trusted.set(provider.issuer, resource);
    }
    const distributions = distributionsOf(resources);
    const buckets = resources.filter(({ type }) => mirrorTypes.bucket.includes(type));
    return [...trusted].flatMap(([issuer, provider]): Mirror[] => {
        const direct = bucketServing(issuer)?.bucket;
        const [host = issuer] = issuer.split("/", 1);
        const distribution = distributionFor(distributions, host);
        const served = distribution && bucketServedBy(distribution, documentPathOf(issuer));
        const bucketName = direct ?? served?.bucket;
        if (bucketName === undefined) return [];
        const bucket = buckets.find((resource) => nameOfBucket(resource) === bucketName);
        // Of a bucket that only the config names, nothing is said unless it is here.
        if (provider === undefined && bucket === undefined) return [];
        return [
            {
                issuer,
                bucketName,
                mode: direct === undefined ? "cloudfront" : "s3",
                ...(provider && { provider }),
                ...(bucket && { bucket }),
                ...(direct === undefined && distribution && { distribution }),
                mayBeUnnamed: buckets.some((resource) => nameOfBucket(resource) === undefined),
                parts: bucketParts(resources, bucketName, bucket),
            },
        ];
    });
}

function nameOfBucket(bucket: PolicyResource): string | undefined {
    return knownTexts(bucket, ["bucket", "bucketName"])[0];
}

/** The resources of each kind whose `bucket` is the one of that name, or comes from its resource. */
export function bucketParts(
    resources: readonly PolicyResource[],
    bucketName: string,
    bucket: PolicyResource | undefined,
): Record<BucketPart, PolicyResource[]> {
    const isAbout = (resource: PolicyResource): boolean => {
        const { texts, resources: behind } = referenceIn(resource, "bucket");
        if (behind.length > 0) return bucket !== undefined && behind.includes(bucket);
        const ids = bucket === undefined ? [] : knownTexts(bucket, ["id"]);
        return texts.some((text) => [bucketName, ...ids].includes(text) || nameIn(text) === bucketName);
    };
    const of = (part: BucketPart) =>
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

/** The two documents of a mirror, as far as the stack has them. */
export interface MirrorDocuments {
    document?: PolicyResource;
    /** What the document says; absent while its content is unknown, or not inline. */
    reading?: DocumentReading;
    /** The paths that AWS reads, without a leading slash. */
    paths: { document: string; keys: string };
    /** The keys of the two objects that answer: the paths, below the folder that a distribution's origin has. */
    keys: { document: string; keys: string };
    /** The object with the keys. */
    keySet?: PolicyResource;
}

/** Finds the two documents among the objects of a mirror's bucket. */
export function documentsOf({ issuer, parts, distribution }: Mirror): MirrorDocuments {
    const at = (key: string) => parts.object.find((object) => keyOf(object) === key);
    const keyBehind = (path: string): string =>
        (distribution === undefined ? "" : (bucketServedBy(distribution, path)?.folder ?? "")) + path;
    const documentPath = documentPathOf(issuer);
    const documentKey = keyBehind(documentPath);
    const document = at(documentKey);
    const content = document === undefined ? undefined : knownTexts(document, ["content"])[0];
    const reading = content === undefined ? undefined : readMirroredDocument(content, `https://${issuer}`);
    const keysPath = folderOf(issuer) + (reading?.keysPath ?? discoveryPaths.keys);
    const keysKey = keyBehind(keysPath);
    const keySet = at(keysKey);
    return {
        ...(document && { document }),
        ...(reading && { reading }),
        paths: { document: documentPath, keys: keysPath },
        keys: { document: documentKey, keys: keysKey },
        ...(keySet && { keySet }),
    };
}

/** A path of the issuer is a folder in the bucket. */
function folderOf(issuer: string): string {
    const serving = bucketServing(issuer);
    if (serving !== undefined) return serving.folder;
    return issuer.includes("/") ? `${issuer.slice(issuer.indexOf("/") + 1)}/` : "";
}

/** The path at which AWS reads an issuer's discovery document. */
function documentPathOf(issuer: string): string {
    return folderOf(issuer) + discoveryPaths.document;
}

/** An object's key, without a leading slash, which S3 takes as none. */
export function keyOf(object: PolicyResource): string | undefined {
    return knownTexts(object, ["key"])[0]?.replace(/^\//, "");
}

/** A statement about a mirror's bucket, with the resource that holds it. */
export interface MirrorStatement extends BucketStatement {
    resource: PolicyResource;
    /** The input that holds the document: the beginning of its paths. */
    key: string;
}

/** The policies of a mirror's bucket. */
export interface MirrorStatements {
    statements: MirrorStatement[];
    /** Whether something about them is unknown or could not be read, so that nothing can be said to be missing. */
    isPartial: boolean;
}

/** Reads the policies of a mirror's bucket: resources of their own, and the bucket's `policy`. */
export function statementsOf({ bucket, parts }: Mirror): MirrorStatements {
    const statements: MirrorStatement[] = [];
    let isPartial = false;
    const holders = [
        ...parts.policy.map((resource) => [resource, ["policy", "policyDocument"]] as const),
        ...(bucket ? [[bucket, ["policy"]] as const] : []),
    ];
    for (const [resource, keys] of holders) {
        for (const key of keys) {
            const { value, unknownPaths } = known(() => resource.props[key] as unknown, key);
            if (unknownPaths.length > 0) isPartial = true;
            if (value === undefined || unknownPaths.length > 0) continue;
            const read = readBucketPolicy(value);
            if (read === undefined) isPartial = true;
            else statements.push(...read.map((statement) => ({ ...statement, resource, key })));
        }
    }
    return { statements, isPartial };
}

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
