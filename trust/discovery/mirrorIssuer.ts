import { partitionOfRegion, partitions } from "../aws/partitions";

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
