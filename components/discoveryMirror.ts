import * as pulumi from "@pulumi/pulumi";
import { instanceSettings } from "../trust/mirror";
import type { DiscoveryMirrorArgs } from "./args/mirror";
import { mirrorBucket } from "./mirror/mirrorBucket";
import { mirrorDistribution } from "./mirror/mirrorDistribution";
import { mirrorDocuments } from "./mirror/mirrorDocuments";
import { lastingOptions } from "./mirror/mirrorParts";
import { mirrorPlan } from "./plan";

/**
 * The public mirror of a private GitLab instance: its discovery document, rewritten, and its public keys, where AWS can
 * read them. Whoever can write there decides which tokens are genuine; so everything but reading the two is closed.
 * What depends on the component waits until both documents are readable.
 *
 * ```typescript
 * new DiscoveryMirror("gitlab", {
 *     gitlabUrl: "https://gitlab.internal.example.com",
 *     accountId: "123456789012",
 *     partition: "aws",
 *     mode: "s3",
 *     bucketName: "acme-gitlab-oidc",
 *     region: "eu-north-1",
 *     jwksFile: "gitlab-keys.json",
 * });
 * ```
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
        const mirror = mirrorPlan(name, args);
        super("gitlab-aws-oidc:index:DiscoveryMirror", name, {}, opts);
        const options = { parent: this, ...lastingOptions(mirror.settings.allowDestroy ?? false) };
        const account = pulumi
            .all([args.accountId, args.partition])
            .apply(([accountId, partition]) => ({ accountId, partition }));
        const parts = { name, mirror, account, options };
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
