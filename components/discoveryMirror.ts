import * as pulumi from "@pulumi/pulumi";
import { instanceSettings } from "../trust/mirror";
import type { DiscoveryMirrorArgs } from "./args/discoveryMirrorArgs";
import { readDiscoveryMirrorArgs } from "./args/readDiscoveryMirrorArgs";
import { mirrorBucket } from "./mirror/mirrorBucket";
import { mirrorDistribution } from "./mirror/mirrorDistribution";
import { mirrorDocuments } from "./mirror/mirrorDocuments";
import { lastingOptions } from "./mirror/mirrorParts";

/**
 * The public mirror of a private GitLab instance: its discovery document, rewritten, and its public keys, where AWS can
 * read them. Whoever can write there decides which tokens are genuine; so everything but reading the two is closed.
 * What depends on the component waits until both documents are readable.
 */
export class DiscoveryMirror extends pulumi.ComponentResource {
    /** The mirror's URL: the issuer that tokens, the provider and trust policies spell. Known at preview. */
    public readonly issuerUrl: pulumi.Output<string>;
    /** The bucket's name, known at preview. */
    public readonly bucketName: pulumi.Output<string>;
    /** What to write on the GitLab side, by kind of installation, and what to do then. Known at preview. */
    public readonly instanceSettings: pulumi.Output<Record<string, string>>;
    /** Where the DNS record of `domainName` must point to. Absent without a distribution. */
    public readonly distributionDomainName?: pulumi.Output<string>;

    constructor(name: string, args: DiscoveryMirrorArgs, opts?: pulumi.ComponentResourceOptions) {
        const mirror = readDiscoveryMirrorArgs(name, args);
        super("gitlab-aws-oidc:index:DiscoveryMirror", name, {}, opts);
        const options = { parent: this, ...lastingOptions(mirror.args.allowDestroy ?? false) };
        const parts = { name, mirror, options };
        const guarded = mirrorBucket(parts);
        const documents = mirrorDocuments(parts, guarded);
        if (mirror.mode === "cloudfront") {
            this.distributionDomainName = mirrorDistribution(parts, documents).domainName;
        }
        this.issuerUrl = pulumi.output(mirror.issuerUrl);
        this.bucketName = pulumi.output(mirror.bucket);
        this.instanceSettings = pulumi.output<Record<string, string>>({
            ...instanceSettings(mirror.issuerUrl),
        });
        this.registerOutputs({
            issuerUrl: this.issuerUrl,
            bucketName: this.bucketName,
            instanceSettings: this.instanceSettings,
            ...(this.distributionDomainName && { distributionDomainName: this.distributionDomainName }),
        });
    }
}
