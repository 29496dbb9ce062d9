import type { PolicyResource } from "@pulumi/policy";
import { bucketOfIssuer } from "../../trust/mirror";
import { issuerHostAndPath } from "../../trust/gitlab";
import type { Organisation } from "../config/organisation";
import { identityProvidersOf } from "../resources/stackRoles";
import { known } from "../sdk/known";
import { knownTexts } from "../permissions/reference";
import { bucketParts, mirrorTypes, type MirrorPart } from "./mirrorTypes";

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
    /** Whether the stack has a bucket whose name is not known yet, and which may be this one. */
    mayBeUnnamed: boolean;
    /** The resources of each kind that say something about the bucket. */
    parts: Record<MirrorPart, PolicyResource[]>;
}

/** The mirrors of a stack: buckets that an identity provider of the stack, or the organisation's config, has as its issuer. */
export function mirrorsOf(resources: readonly PolicyResource[], { issuers }: Organisation): Mirror[] {
    const trusted = new Map<string, PolicyResource | undefined>(
        issuers.map(({ url }) => [issuerHostAndPath(url), undefined]),
    );
    for (const { resource, provider } of identityProvidersOf(resources)) {
        if (provider.issuer !== undefined) trusted.set(provider.issuer, resource);
    }
    const buckets = resources.filter(({ type }) => mirrorTypes.bucket.includes(type));
    return [...trusted].flatMap(([issuer, provider]): Mirror[] => {
        const direct = bucketOfIssuer(issuer)?.bucket;
        const bucketName = direct ?? bucketBehind(issuer, resources);
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
                mayBeUnnamed: buckets.some((resource) => nameOfBucket(resource) === undefined),
                parts: bucketParts(resources, bucketName, bucket),
            },
        ];
    });
}

function nameOfBucket(bucket: PolicyResource): string | undefined {
    return knownTexts(bucket, ["bucket", "bucketName"])[0];
}

/** The bucket that a distribution of the stack serves under the issuer's host. */
function bucketBehind(issuer: string, resources: readonly PolicyResource[]): string | undefined {
    for (const resource of resources.filter(({ type }) => mirrorTypes.distribution.includes(type))) {
        const config = known(() => resource.props["distributionConfig"] as unknown, "").value ?? {
            aliases: known(() => resource.props["aliases"] as unknown, "").value,
            origins: known(() => resource.props["origins"] as unknown, "").value,
        };
        const { aliases, origins } = config as { aliases?: unknown; origins?: unknown };
        const hosts = [
            ...(Array.isArray(aliases) ? (aliases as unknown[]) : []),
            ...knownTexts(resource, ["domainName"]),
        ];
        if (!hosts.includes(issuer) || !Array.isArray(origins)) continue;
        for (const origin of origins as unknown[]) {
            const host = (origin as { domainName?: unknown } | undefined)?.domainName;
            const bucket = typeof host === "string" ? bucketOfIssuer(host)?.bucket : undefined;
            if (bucket !== undefined) return bucket;
        }
    }
    return undefined;
}
