import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bucketHost } from "../../trust/mirror";
import type { MirrorParts } from "./mirrorParts";

/**
 * The managed policy CachingOptimized: it keeps to the documents' own cache lifetime.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html.
 */
const cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";

const originId = "documents";

/**
 * The distribution that alone reads the private bucket, by origin access control, and answers under the issuer's domain.
 * With a hosted zone its certificate and the domain's DNS records are created too. Otherwise the certificate must exist,
 * and the domain's DNS record must point to the distribution before AWS can read the issuer.
 */
export function mirrorDistribution(
    parts: MirrorParts,
    dependsOn: readonly pulumi.Resource[],
): aws.cloudfront.Distribution {
    const { name, mirror, options } = parts;
    const { bucket, region, gitlabUrl, settings, tags } = mirror;
    const { domainName = "", certificateArn, hostedZoneId = "" } = settings;
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
    const distribution = new aws.cloudfront.Distribution(
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
                acmCertificateArn: certificateArn ?? validatedCertificate(parts, domainName, hostedZoneId),
                sslSupportMethod: "sni-only",
                minimumProtocolVersion: "TLSv1.2_2021",
            },
            ...(tags && { tags }),
        },
        { ...options, dependsOn: [...dependsOn] },
    );
    if (hostedZoneId !== "") aliasRecords(parts, domainName, hostedZoneId, distribution);
    return distribution;
}

/** CloudFront reads certificates of this region only: https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html. */
const certificateRegion = "us-east-1";

/** The ARN of a certificate for the domain, once the zone has proven that the domain is the account's. */
function validatedCertificate(
    { name, mirror: { tags }, options }: MirrorParts,
    domainName: string,
    zoneId: string,
): pulumi.Output<string> {
    const certificate = new aws.acm.Certificate(
        name,
        { domainName, validationMethod: "DNS", region: certificateRegion, ...(tags && { tags }) },
        options,
    );
    // One domain, so one option; unknown until ACM has made it.
    const challenge = certificate.domainValidationOptions.apply(([option]) => ({
        name: option?.resourceRecordName ?? "",
        type: option?.resourceRecordType ?? "CNAME",
        value: option?.resourceRecordValue ?? "",
    }));
    const record = new aws.route53.Record(
        `${name}:validation`,
        {
            zoneId,
            name: challenge.name,
            type: challenge.type,
            records: [challenge.value],
            ttl: 300,
            // ACM asks for the same record for every certificate of the domain in this account.
            allowOverwrite: true,
        },
        options,
    );
    return new aws.acm.CertificateValidation(
        name,
        { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn], region: certificateRegion },
        options,
    ).certificateArn;
}

/** The domain's addresses, as aliases of the distribution. */
function aliasRecords(
    { name, options }: MirrorParts,
    domainName: string,
    zoneId: string,
    distribution: aws.cloudfront.Distribution,
): void {
    for (const type of ["A", "AAAA"]) {
        const alias = {
            name: distribution.domainName,
            zoneId: distribution.hostedZoneId,
            evaluateTargetHealth: false,
        };
        new aws.route53.Record(
            `${name}:${type}`,
            { zoneId, name: domainName, type, aliases: [alias] },
            options,
        );
    }
}
