import * as aws from "@pulumi/aws";
import { bucketIssuerUrl, fullBucketName } from "../../trust/mirror";
import type { DiscoveryArgs } from "./discoveryArgs";

/** Where a mirror is. */
export interface MirrorAddress {
    /** The issuer's URL: what tokens, the provider and trust policies spell. */
    issuerUrl: string;
    /** The bucket's whole name. */
    bucket: string;
    region: string;
}

/** The region of a mirror's bucket: its own, or the AWS provider's configured one. */
export function mirrorRegion({ region }: Partial<DiscoveryArgs>): string | undefined {
    return region ?? aws.config.region;
}

/**
 * Where a mirror is, as far as its arguments say; undefined while something is missing. Plain, because the issuer
 * becomes part of every trust policy.
 */
export function mirrorAddress(
    discovery: Partial<DiscoveryArgs>,
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
