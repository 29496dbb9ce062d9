import { bucketPolicy, discoveryDocument, discoveryDocumentText, keySetText } from "../../trust/mirror";
import { type CaseOther, type CaseResource, provider } from ".";

/** The bucket of the examples. */
export const mirrorBucketName = "acme-gitlab-oidc";

/** The issuer that the bucket serves. */
export const mirrorIssuer = `https://${mirrorBucketName}.s3.eu-north-1.amazonaws.com`;

/** The issuer that a distribution serves. */
export const distributionIssuer = "https://gitlab-oidc.example.com";

/** Public keys in form; nobody has their private halves. */
export const exampleKeys = {
    keys: [
        {
            kty: "RSA" as const,
            kid: "example",
            use: "sig" as const,
            alg: "RS256",
            n: Buffer.alloc(256, 0xb7).toString("base64url"),
            e: "AQAB",
        },
    ],
};

/** The keys of the two documents. */
export const [documentKey, keysKey] = [".well-known/openid-configuration", "oauth/discovery/keys"] as const;

const type = {
    bucket: "aws:s3/bucket:Bucket",
    block: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    policy: "aws:s3/bucketPolicy:BucketPolicy",
    object: "aws:s3/bucketObjectv2:BucketObjectv2",
    distribution: "aws:cloudfront/distribution:Distribution",
} as const;

const bucket = mirrorBucketName;
const served = { bucket, contentType: "application/json", cacheControl: "public, max-age=300" };

/** What can be different in a mirror: inputs by resource, `undefined` for a resource that is not there. */
export interface MirrorChanges {
    bucket?: Record<string, unknown>;
    block?: Record<string, unknown> | undefined;
    /** The policy's document. */
    policy?: unknown;
    document?: Record<string, unknown>;
    keys?: Record<string, unknown>;
    /** Inputs of the distribution. */
    distribution?: Record<string, unknown>;
    /** Resources beside them. */
    more?: CaseResource[];
    protect?: boolean;
}

/** The right policy of the bucket, as an object that a case can change. */
export function rightPolicy(mode: "s3" | "cloudfront" = "s3"): {
    Version: string;
    Statement: Record<string, unknown>[];
} {
    const inputs = { mode, partition: "aws", accountId: "123456789012", bucket, publisherRoleArns: [] };
    return JSON.parse(bucketPolicy(inputs)) as ReturnType<typeof rightPolicy>;
}

/** The right policy with one more statement. */
export function policyWith(statement: Record<string, unknown>): unknown {
    const right = rightPolicy();
    return { ...right, Statement: [...right.Statement, { Effect: "Allow", ...statement }] };
}

/** A mirror in a public bucket, right but for the changes. */
export function mirror(changes: MirrorChanges = {}): CaseResource[] {
    return [
        provider(mirrorIssuer, ["https://gitlab.example.com"]),
        ...bucketResources(mirrorIssuer, "s3", changes),
    ];
}

/** A mirror behind CloudFront, right but for the changes. */
export function distributedMirror(changes: MirrorChanges = {}): CaseResource[] {
    const origins = [{ originId: "documents", domainName: mirrorIssuer.slice("https://".length) }];
    const aliases = [distributionIssuer.slice("https://".length)];
    return [
        provider(distributionIssuer, ["https://gitlab.example.com"]),
        other("distribution", type.distribution, { aliases, origins, ...changes.distribution }),
        ...bucketResources(distributionIssuer, "cloudfront", changes),
    ];
}

/** A resource of any type. */
export function other(name: string, token: string, props: Record<string, unknown>): CaseOther {
    return { kind: "other", name, type: token, props };
}

/** An object in the mirror's bucket. */
export function object(name: string, props: Record<string, unknown>): CaseOther {
    return other(name, type.object, { ...served, ...props });
}

function bucketResources(issuer: string, mode: "s3" | "cloudfront", changes: MirrorChanges): CaseResource[] {
    const isPrivate = mode === "cloudfront";
    const block = {
        bucket,
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: isPrivate,
        restrictPublicBuckets: isPrivate,
    };
    const document = discoveryDocument({
        issuer,
        instanceUrl: "https://gitlab.example.com",
        keySet: exampleKeys,
    });
    const policy = "policy" in changes ? changes.policy : rightPolicy(mode);
    return [
        { ...other("mirror", type.bucket, { bucket, ...changes.bucket }), protect: changes.protect ?? true },
        ...("block" in changes && changes.block === undefined
            ? []
            : [other("block", type.block, { ...block, ...changes.block })]),
        ...(policy === undefined
            ? []
            : [other("policy", type.policy, { bucket, policy: JSON.stringify(policy) })]),
        object("document", {
            key: documentKey,
            content: discoveryDocumentText(document),
            ...changes.document,
        }),
        object("keys", { key: keysKey, content: keySetText(exampleKeys), ...changes.keys }),
        ...(changes.more ?? []),
    ];
}
