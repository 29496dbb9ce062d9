import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bucketHost } from "../../trust/discovery/mirrorIssuer";
import type { MirrorParts } from "./mirrorParts";

/**
 * The managed policy CachingOptimized: it keeps to the documents' own cache lifetime.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html.
 */
const cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";

const originId = "documents";

/**
 * The distribution that alone reads the private bucket, by origin access control, and answers under the issuer's domain.
 * Its certificate must be there; the domain's DNS record must point to it before AWS can read the issuer.
 */
export function mirrorDistribution(
    { name, mirror, options }: MirrorParts,
    dependsOn: readonly pulumi.Resource[],
): aws.cloudfront.Distribution {
    const { bucket, region, gitlabUrl, settings, tags } = mirror;
    const { domainName = "", certificateArn = "" } = settings;
    const access = new aws.cloudfront.OriginAccessControl(
        name,
        {
            name: bucket,
            description: `Reads the discovery documents of ${gitlabUrl}.`,
            originAccessControlOriginType: "s3",
            signingBehavior: "always",
            signingProtocol: "sigv4",
        },
        options,
    );
    return new aws.cloudfront.Distribution(
        name,
        {
            comment: `Discovery documents of ${gitlabUrl}`,
            enabled: true,
            isIpv6Enabled: true,
            aliases: [domainName],
            origins: [
                { originId, domainName: bucketHost({ bucket, region }), originAccessControlId: access.id },
            ],
            defaultCacheBehavior: {
                targetOriginId: originId,
                // AWS follows no redirect that is known.
                viewerProtocolPolicy: "https-only",
                allowedMethods: ["GET", "HEAD"],
                cachedMethods: ["GET", "HEAD"],
                cachePolicyId: cachingOptimized,
                compress: true,
            },
            restrictions: { geoRestriction: { restrictionType: "none" } },
            viewerCertificate: {
                acmCertificateArn: certificateArn,
                sslSupportMethod: "sni-only",
                minimumProtocolVersion: "TLSv1.2_2021",
            },
            ...(tags && { tags }),
        },
        { ...options, dependsOn: [...dependsOn] },
    );
}
