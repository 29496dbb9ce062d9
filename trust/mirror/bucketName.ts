import { limits, partitionOfRegion, partitions } from "../aws";
import type { Problem } from "../problem";

/**
 * Beginnings and ends of names that S3 keeps for itself.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. Read 2026-11.
 */
const reserved = {
    prefixes: ["xn--", "sthree-", "amzn-s3-demo-"],
    suffixes: ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"],
};

/**
 * Regions without account-regional names.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html. Read 2026-11.
 */
const regionsWithoutAccountNames = ["me-south-1", "me-central-1"];

/**
 * The name of a mirror's bucket. An account-regional one is `PREFIX-ACCOUNT-REGION-an`: nobody but the account can ever
 * have it, also after the bucket is gone.
 */
export function fullBucketName({
    bucketName,
    accountRegional,
    accountId,
    region,
}: {
    /** The name; with `accountRegional` what it begins with. */
    bucketName: string;
    accountRegional: boolean;
    accountId: string;
    region: string;
}): string {
    return accountRegional ? `${bucketName}-${accountId}-${region}-an` : bucketName;
}

/** Whether a bucket's name is one that only its account can have. */
export function isAccountRegionalName(name: string): boolean {
    return /-\d{12}-[a-z0-9-]+-an$/.test(name);
}

/**
 * What is wrong with the name of a mirror's bucket, as far as it can be known before the deployment; empty paths.
 * Dots are refused though S3 takes them: its certificate does not match such a host name.
 */
export function bucketNameProblems(
    name: string,
    { accountRegional, region }: { accountRegional: boolean; region?: string },
): Problem[] {
    const { least, most } = limits.bucketNameLength;
    const problem = (message: string, fix: string): Problem[] => [{ path: "", value: name, message, fix }];
    if (name.includes(".")) {
        return problem(
            "has a dot: the certificate of S3 does not match its host name, so AWS could not read the mirror",
            `Write it with dashes: "${name.replaceAll(".", "-").toLowerCase()}".`,
        );
    }
    if (!/^[a-z0-9-]*$/.test(name)) {
        return problem("is not a bucket name", "Use lower-case letters, digits and dashes.");
    }
    if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) {
        return problem("does not begin and end in a letter or digit", "Leave the dash out.");
    }
    if (name.length < least || name.length > most) {
        return problem(
            `has ${String(name.length)} characters; S3 takes ${String(least)} to ${String(most)}`,
            accountRegional
                ? 'Shorten "bucketName": the account and the region are added to it.'
                : "Use another name.",
        );
    }
    const [taken] = [
        ...reserved.prefixes.filter((prefix) => name.startsWith(prefix)),
        ...reserved.suffixes.filter((suffix) => name.endsWith(suffix)),
    ];
    if (taken !== undefined)
        return problem(`uses "${taken}", which S3 keeps for itself`, "Use another name.");
    if (!accountRegional && name.endsWith("-an")) {
        return problem(
            'ends in "-an", which S3 keeps for account-regional names',
            'Use another name, or set "accountRegional" to true and leave account, region and "-an" out.',
        );
    }
    if (accountRegional && region !== undefined && regionsWithoutAccountNames.includes(region)) {
        return problem(
            `cannot be account-regional: ${region} has no such names`,
            'Leave "accountRegional" out.',
        );
    }
    return [];
}

/** A bucket that an issuer's URL names. */
export interface IssuerBucket {
    bucket: string;
    region: string;
}

/**
 * The issuer of a mirror that a bucket serves itself, exactly as its tokens and provider spell it.
 * Form: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html.
 */
export function bucketIssuerUrl({ bucket, region }: IssuerBucket): string {
    return `https://${bucketHost({ bucket, region })}`;
}

/** The host name of a bucket's REST endpoint in its region. */
export function bucketHost({ bucket, region }: IssuerBucket): string {
    return `${bucket}.s3.${region}.${partitionOfRegion(region).dnsSuffix}`;
}

/** The bucket that an issuer, as host and path, names; undefined where its host is none of S3's. */
export function bucketOfIssuer(issuer: string): IssuerBucket | undefined {
    for (const { dnsSuffix } of partitions) {
        const host = new RegExp(
            `^([a-z0-9.-]+)\\.s3(?:\\.dualstack)?\\.([a-z0-9-]+)\\.${dnsSuffix.replaceAll(".", "\\.")}$`,
        );
        const [, bucket, region] = host.exec(issuer) ?? [];
        if (bucket !== undefined && region !== undefined) return { bucket, region };
    }
    return undefined;
}

/** A bucket that answers for an issuer, and where in it. */
export interface ServingBucket {
    bucket: string;
    /** The beginning of every key: empty, or a folder with its slash. */
    folder: string;
}

/**
 * The bucket that answers for an issuer, given as host and path, by whichever address of S3 it is written: a bucket's
 * own host with or without its region, dual-stack, or the path style, `s3.REGION.amazonaws.com/BUCKET`.
 * Undefined where the host is none of S3's. What a mirror's issuer should be is `bucketIssuerUrl`.
 * Forms: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html.
 */
export function bucketServing(issuer: string): ServingBucket | undefined {
    const slash = issuer.indexOf("/");
    const host = (slash < 0 ? issuer : issuer.slice(0, slash)).toLowerCase();
    const path = slash < 0 ? "" : issuer.slice(slash + 1);
    // A website endpoint speaks HTTP only, so that it can be nobody's issuer.
    const service = /^(?:([a-z0-9.-]+)\.)?s3(?:-fips)?(?:\.dualstack)?(?:[.-](?!website)[a-z0-9-]+)?$/;
    const suffix = partitions.map(({ dnsSuffix }) => `.${dnsSuffix}`).find((each) => host.endsWith(each));
    const found = suffix === undefined ? null : service.exec(host.slice(0, -suffix.length));
    if (found === null) return undefined;
    const [, bucket] = found;
    const folderOf = (rest: string): string => (rest === "" ? "" : `${rest.replace(/\/$/, "")}/`);
    if (bucket !== undefined) return { bucket, folder: folderOf(path) };
    const [name = "", ...rest] = path.split("/");
    return name === "" ? undefined : { bucket: name, folder: folderOf(rest.join("/")) };
}
