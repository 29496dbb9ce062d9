import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { isRegion, parsePrincipalArn, partitionOfRegion } from "../../trust/aws";
import {
    type KeySet,
    bucketIssuerUrl,
    bucketNameProblems,
    fullBucketName,
    readKeySet,
} from "../../trust/mirror";
import { gitlabComIssuer, issuerHostAndPath, parseIssuer } from "../../trust/gitlab";
import { type Problem, atPath, nearestName } from "../../trust/problem";
import {
    readFlag,
    readInputText,
    readList,
    readMap,
    readObject,
    readText,
    type PropertyReaders,
    type Reader,
} from "./values";

/** The public mirror of a private instance's discovery document and keys. Everything is plain. */
export interface Discovery {
    /**
     * `s3`: a public bucket with exactly two public objects. `cloudfront`: a private bucket behind a distribution, in the
     * partition `aws` only.
     * Example: `s3`.
     */
    mode: string;
    /**
     * The bucket's name, 3 to 63 lower-case letters, digits and dashes, no dots. With `accountRegional` what the name
     * begins with (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
     * Example: `acme-gitlab-oidc`.
     */
    bucketName: string;
    /**
     * Whether the name is `BUCKETNAME-ACCOUNT-REGION-an`, which no other account can ever own; it needs `accountId`.
     * Defaults to false (https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html).
     * Example: `true`.
     */
    accountRegional?: boolean;
    /**
     * The bucket's region. Defaults to the AWS provider's configured one, `aws:region`.
     * Example: `eu-north-1`.
     */
    region?: string;
    /**
     * The host name that the distribution answers to, and the issuer's; required for `cloudfront`.
     * Example: `gitlab-oidc.example.com`.
     */
    domainName?: string;
    /**
     * ARN of the domain's certificate, in us-east-1 as CloudFront requires; for `cloudfront` this or `hostedZoneId`.
     * Example: `arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012`.
     */
    certificateArn?: string;
    /**
     * ID of the public Route 53 zone that holds `domainName`, in the same account: the component then creates the
     * certificate, its validation record and the alias records, so that one update is enough; for `cloudfront` this or
     * `certificateArn`.
     * Example: `Z0123456789ABCDEFGHIJ`.
     */
    hostedZoneId?: string;
    /**
     * File with the instance's public keys (JWKS), from the program's folder; this or `jwks`.
     * Example: `gitlab-keys.json`.
     */
    jwksFile?: string;
    /**
     * The instance's public keys (JWKS) as JSON; this or `jwksFile`.
     * Example: `{"keys": [{"kty": "RSA", "kid": "1", "n": "…", "e": "AQAB"}]}`.
     */
    jwks?: string;
    /**
     * Whether the keys are published once and then left to `gitlab-aws-oidc discovery sync`. Defaults to false: what
     * is committed is what is published.
     * Example: `true`.
     */
    keysManagedBySync?: boolean;
    /**
     * ARNs of roles or users of the account that may write the two documents. They must exist. A role of this very
     * federation needs no entry: an inline policy of its own is enough. Defaults to none.
     * Example: `["arn:aws:iam::123456789012:role/publisher"]`.
     */
    publisherRoleArns?: string[];
    /**
     * Whether the mirror may be deleted, with everything in the bucket. Defaults to false: only for a throw-away stack.
     * Example: `true`.
     */
    allowDestroy?: boolean;
}

/** A mirror, the instance whose keys it publishes, and the account that it is in. */
export interface DiscoveryMirrorArgs extends Discovery {
    /**
     * The instance's address, without a trailing slash.
     * Example: `https://gitlab.internal.example.com`.
     */
    gitlabUrl: string;
    /**
     * The account's twelve digits. With `accountRegional` it must be plain: the issuer's URL contains it.
     * Example: `123456789012`.
     */
    accountId: pulumi.Input<string>;
    /**
     * The account's partition.
     * Example: `aws-us-gov`.
     */
    partition: pulumi.Input<string>;
    /**
     * AWS tags of everything but the two objects, whose writer would lose them. Defaults to none.
     * Example: `{"team": "platform"}`.
     */
    tags?: Record<string, string>;
}

/** Keys as JSON, or as the object that a stack's YAML makes of them. What is wrong is never quoted. */
const readKeys: Reader<string> = (value, path, problems) => {
    if (typeof value === "string") return value;
    if (
        typeof value === "object" &&
        value !== null &&
        !pulumi.Output.isInstance(value) &&
        !(value instanceof Promise)
    ) {
        return JSON.stringify(value);
    }
    const message = "is not a key set that is known when the program starts";
    const fix = 'Write it as JSON: {"keys":[…]}, or name its file under "jwksFile".';
    problems.push({ path, message, fix });
    return undefined;
};

const discoveryReaders: PropertyReaders<Discovery> = {
    mode: readText,
    bucketName: readText,
    accountRegional: readFlag,
    region: readText,
    domainName: readText,
    certificateArn: readText,
    hostedZoneId: readText,
    jwksFile: readText,
    jwks: readKeys,
    keysManagedBySync: readFlag,
    publisherRoleArns: readList(readText),
    allowDestroy: readFlag,
};

const requiredOfDiscovery = {
    mode: 'Write "s3" for a public bucket, or "cloudfront" for a private one behind a distribution.',
    bucketName: "Name the bucket, without dots.",
};

/** Reads the mirror of a federation. */
export const readDiscovery = readObject<Discovery>(discoveryReaders, requiredOfDiscovery);

/** Reads the arguments of a mirror that is used alone. */
export const readDiscoveryMirror = readObject<DiscoveryMirrorArgs>(
    {
        ...discoveryReaders,
        gitlabUrl: readText,
        accountId: readInputText,
        partition: readInputText,
        tags: readMap(readText),
    },
    {
        ...requiredOfDiscovery,
        gitlabUrl: 'Write the instance\'s address, such as "https://gitlab.example.com".',
        accountId: "Give the account's twelve digits.",
        partition: 'Give the account\'s partition, such as "aws".',
    },
);

/** Where a mirror is. */
export interface MirrorAddress {
    /** The issuer's URL, as tokens, the provider and trust policies spell it. */
    readonly issuerUrl: string;
    /** The bucket's whole name. */
    readonly bucket: string;
    readonly region: string;
}

/** The region of a mirror's bucket: its own, or the AWS provider's configured one. */
function mirrorRegion({ region }: Partial<Discovery>): string | undefined {
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    const configured = new pulumi.Config("aws").get("region");
    // An empty variable is as good as none.
    return [region, configured, AWS_REGION, AWS_DEFAULT_REGION].find(
        (each) => each !== undefined && each !== "",
    );
}

/**
 * Where a mirror is, as far as its arguments specify it; undefined while something is missing. Plain, because the issuer
 * becomes part of every trust policy.
 */
export function mirrorAddress(
    discovery: Partial<Discovery>,
    accountId: string | undefined,
): MirrorAddress | undefined {
    const { mode, bucketName, accountRegional = false, domainName } = discovery;
    const region = mirrorRegion(discovery);
    if (bucketName === undefined || region === undefined) return undefined;
    if (accountRegional && accountId === undefined) return undefined;
    const bucket = fullBucketName({ bucketName, accountRegional, accountId: accountId ?? "", region });
    if (mode !== "cloudfront") return { issuerUrl: bucketIssuerUrl({ bucket, region }), bucket, region };
    return domainName === undefined ? undefined : { issuerUrl: `https://${domainName}`, bucket, region };
}

/** Inputs to a mirror's check other than the mirror itself. Each only where it is plain. */
export interface MirrorSurroundings {
    gitlabUrl: string | undefined;
    accountId: string | undefined;
    partition: string | undefined;
}

const modes = ["s3", "cloudfront"];

/**
 * The keys that a mirror publishes, and everything that is wrong with its arguments, seen from them. They are well typed;
 * properties may be missing. The file is read here, once; nothing is fetched.
 */
export function checkMirror(
    discovery: Partial<Discovery>,
    { gitlabUrl, accountId, partition }: MirrorSurroundings,
): { keySet?: KeySet; problems: Problem[] } {
    const keys = mirroredKeys(discovery);
    const problems = [
        ...modeProblems(discovery),
        ...instanceProblems(gitlabUrl),
        ...regionProblems(discovery, partition),
        ...nameProblems(discovery, accountId),
        ...keys.problems,
        ...publisherProblems(discovery.publisherRoleArns ?? [], accountId),
    ];
    return { ...(keys.keySet && { keySet: keys.keySet }), problems };
}

function modeProblems(discovery: Partial<Discovery>): Problem[] {
    const { mode, domainName, certificateArn, hostedZoneId } = discovery;
    if (mode === undefined) return [];
    if (!modes.includes(mode)) {
        const nearest = nearestName(mode, modes);
        const meant = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
        const fix = `${meant}Known: ${modes.join(", ")}.`;
        return [{ path: "mode", value: mode, message: "is not a mode", fix }];
    }
    if (mode === "s3") {
        return Object.entries({ domainName, certificateArn, hostedZoneId }).flatMap(([path, value]) => {
            const message = 'would do nothing: with "s3" the bucket\'s own address is the issuer';
            const fix = 'Leave it out, or set "mode" to "cloudfront".';
            return value === undefined ? [] : [{ path, value, message, fix }];
        });
    }
    return [
        ...distributionPartitionProblems(discovery),
        ...domainProblems(domainName),
        ...certificateProblems(discovery),
    ];
}

/**
 * CloudFront has no distributions in aws-us-gov, and in aws-cn another service with other certificates
 * (https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cloudfront.html,
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html).
 */
function distributionPartitionProblems(discovery: Partial<Discovery>): Problem[] {
    const region = mirrorRegion(discovery);
    if (region === undefined || partitionOfRegion(region).name === "aws") return [];
    const message = `is not available in the partition ${partitionOfRegion(region).name}`;
    return [{ path: "mode", value: "cloudfront", message, fix: 'Write "s3".' }];
}

function domainProblems(domainName: string | undefined): Problem[] {
    const path = "domainName";
    const fix = 'Write the host name alone, such as "gitlab-oidc.example.com".';
    if (domainName === undefined) {
        const message =
            "is missing: a distribution's own domain is unknown until it exists, and the issuer must be known";
        return [{ path, message, fix }];
    }
    const { issuer, problems } = parseIssuer(`https://${domainName}`);
    if (issuer?.path === "" && domainName.includes(".")) return [];
    return [{ path, value: domainName, message: problems[0]?.message ?? "is not a host name alone", fix }];
}

function certificateProblems({ certificateArn, hostedZoneId }: Partial<Discovery>): Problem[] {
    const fix =
        'Write "arn:aws:acm:us-east-1:ACCOUNT:certificate/ID" (CloudFront accepts certificates of us-east-1 only), or name the Route 53 zone of the domain under "hostedZoneId".';
    if (certificateArn === undefined && hostedZoneId === undefined) {
        const message = 'is missing, and "cloudfront" needs it or "hostedZoneId"';
        return [{ path: "certificateArn", message, fix }];
    }
    if (certificateArn !== undefined && hostedZoneId !== undefined) {
        const message = 'contradicts "certificateArn": the component would create a certificate of its own';
        return [{ path: "hostedZoneId", value: hostedZoneId, message, fix: "Leave one of the two out." }];
    }
    if (hostedZoneId !== undefined && !/^Z[A-Z0-9]{1,31}$/.test(hostedZoneId)) {
        const message = "is not a Route 53 hosted zone ID";
        const example = 'Write the ID alone, such as "Z0123456789ABCDEFGHIJ".';
        return [{ path: "hostedZoneId", value: hostedZoneId, message, fix: example }];
    }
    if (
        certificateArn === undefined ||
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificateArn)
    ) {
        return [];
    }
    const message = "is not the ARN of a certificate that CloudFront accepts";
    return [{ path: "certificateArn", value: certificateArn, message, fix }];
}

function instanceProblems(gitlabUrl: string | undefined): Problem[] {
    if (gitlabUrl !== undefined && issuerHostAndPath(gitlabUrl) !== gitlabComIssuer) return [];
    const message = "is for a private instance, and gitlab.com is public";
    const fix = 'Set "gitlabUrl" to the instance\'s address, or leave "discovery" out.';
    return [{ path: "", message, fix }];
}

function regionProblems(discovery: Partial<Discovery>, partition: string | undefined): Problem[] {
    const region = mirrorRegion(discovery);
    const path = "region";
    if (region === undefined) {
        const message = "is not known when the program starts, and the issuer's URL contains it";
        const fix = 'Set "aws:region" in the stack\'s config, or write the region here.';
        return [{ path, message, fix }];
    }
    if (!isRegion(region)) {
        return [{ path, value: region, message: "is not a region", fix: 'Write one such as "eu-north-1".' }];
    }
    const { name } = partitionOfRegion(region);
    if (partition === undefined || partition === name) return [];
    const message = `is of the partition ${name}, and the account of ${partition}`;
    return [{ path, value: region, message, fix: `Write a region of ${partition}.` }];
}

function nameProblems(discovery: Partial<Discovery>, accountId: string | undefined): Problem[] {
    const { bucketName, accountRegional = false } = discovery;
    if (bucketName === undefined) return [];
    if (accountRegional && accountId === undefined) {
        const message = "needs the account: the bucket's name, and with it the issuer's URL, contains it";
        const fix = 'Write the account\'s twelve digits under "accountId".';
        return [{ path: "accountRegional", value: true, message, fix }];
    }
    const region = mirrorRegion(discovery);
    const name = mirrorAddress({ ...discovery, mode: "s3" }, accountId)?.bucket ?? bucketName;
    return atPath(
        "bucketName",
        bucketNameProblems(name, { accountRegional, ...(region !== undefined && { region }) }),
    );
}

function publisherProblems(arns: readonly string[], accountId: string | undefined): Problem[] {
    const owner = accountId ?? parsePrincipalArn(arns[0] ?? "")?.accountId;
    return arns.flatMap((value, index): Problem[] => {
        const path = `publisherRoleArns[${String(index)}]`;
        const principal = parsePrincipalArn(value);
        if (principal === undefined || /[*?]/.test(value)) {
            const fix =
                'Write one such as "arn:aws:iam::123456789012:role/publisher"; wildcards are not allowed.';
            return [{ path, value, message: "is not a role or user ARN", fix }];
        }
        if (principal.accountId !== owner) {
            const message = "is of another account: whoever writes the keys can sign a token for any job";
            return [{ path, value, message, fix: "Name a role of the mirror's own account." }];
        }
        if (arns.indexOf(value) === index) return [];
        return [{ path, value, message: "is listed twice", fix: "Name it once." }];
    });
}

/** A private key is refused here, before any resource is registered, and no message quotes it. */
function mirroredKeys({ jwksFile, jwks }: Pick<Discovery, "jwksFile" | "jwks">): {
    keySet?: KeySet;
    problems: Problem[];
} {
    if ((jwksFile === undefined) === (jwks === undefined)) {
        const message = jwks === undefined ? "is missing: the mirror would have no keys" : "are both given";
        const fix =
            'Write the file with the instance\'s public keys under "jwksFile"; `gitlab-aws-oidc discovery sync --file` saves it.';
        return { problems: [{ path: jwks === undefined ? "jwksFile" : "jwks and jwksFile", message, fix }] };
    }
    const source = jwksFile === undefined ? { text: jwks ?? "", problems: [] } : readFile(jwksFile);
    if (source.text === undefined) return { problems: source.problems };
    const { keySet, problems } = readKeySet(source.text);
    const at = jwksFile === undefined ? "jwks" : "jwksFile";
    const shown = problems.map(({ path, value, message, fix }): Problem => {
        const named =
            path === ""
                ? message
                : `${path}${typeof value === "string" ? ` = ${JSON.stringify(value)}` : ""} ${message}`;
        return { path: at, ...(jwksFile !== undefined && { value: jwksFile }), message: named, fix };
    });
    return { ...(keySet && { keySet }), problems: shown };
}

function readFile(file: string): { text?: string; problems: Problem[] } {
    try {
        return { text: readFileSync(file, "utf8"), problems: [] };
    } catch (error) {
        const why = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
        const message = `cannot be read from ${process.cwd()}: ${why}`;
        const fix =
            "Save what the instance serves at /oauth/discovery/keys there: gitlab-aws-oidc discovery sync --file.";
        return { problems: [{ path: "jwksFile", value: file, message, fix }] };
    }
}
