import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { IdentityProviderArgs } from "./args/provider";
import { lookUpProvider } from "./lookUpProvider";
import { providerPlan } from "./plan";

/**
 * Makes an AWS account trust the ID tokens of one GitLab instance: creates the IAM OIDC provider, looks up one that exists,
 * or takes it over. IAM reads the issuer's discovery document when the provider is created, so it must be public by then.
 *
 * ```typescript
 * new IdentityProvider("gitlab", {
 *     url: "https://gitlab.example.com",
 *     audiences: ["https://gitlab.example.com"],
 * });
 * ```
 */
export class IdentityProvider extends pulumi.ComponentResource {
    /** The provider's ARN. Of a provider that is yet to be created, it is not known at preview. */
    public readonly arn: pulumi.Output<string>;
    /** The issuer as host and path: what condition keys begin with. */
    public readonly issuer: pulumi.Output<string>;
    /** The issuer's URL. */
    public readonly url: pulumi.Output<string>;

    constructor(name: string, args: IdentityProviderArgs, opts?: pulumi.ComponentResourceOptions) {
        const { url, issuer, audiences, thumbprints, useExisting, adoptArn, tags } = providerPlan(name, args);
        super("gitlab-aws-oidc:index:IdentityProvider", name, {}, opts);
        this.issuer = pulumi.output(issuer);
        this.url = pulumi.output(url);
        // Read under the name that a created one has: a stack that created it releases it instead of deleting it.
        const provider = useExisting
            ? aws.iam.OpenIdConnectProvider.get(name, lookUpProvider(url, audiences, this), undefined, {
                  parent: this,
              })
            : new aws.iam.OpenIdConnectProvider(
                  name,
                  {
                      url,
                      clientIdLists: [...audiences],
                      ...(thumbprints && { thumbprintLists: [...thumbprints] }),
                      ...(tags && { tags }),
                  },
                  { parent: this, ...(adoptArn !== undefined && { import: adoptArn }) },
              );
        this.arn = provider.arn;
        this.registerOutputs({ arn: this.arn, issuer: this.issuer, url: this.url });
    }
}
