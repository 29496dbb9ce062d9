import * as pulumi from "@pulumi/pulumi";
import { providerArn } from "../trust/aws";
import { parseIssuer } from "../trust/gitlab";
import type { GitLabFederationArgs } from "./args/federationArgs";
import { readFederationArgs } from "./args/readFederationArgs";
import { roleName } from "./args/roleName";
import { currentIssuerUrl, defaultGitLabUrl } from "./args/trustedIssuers";
import { DiscoveryMirror } from "./discoveryMirror";
import { IdentityProvider } from "./identityProvider";
import { ProjectRole } from "./projectRole";
import { resolveAccount } from "./resolveAccount";

/**
 * Lets the CI/CD jobs of one GitLab instance into one AWS account without stored keys: the identity provider, and a role
 * for each kind of job. Who may assume what is known at preview.
 */
export class GitLabFederation extends pulumi.ComponentResource {
    /** The ARN of the identity provider, known at preview. */
    public readonly providerArn: pulumi.Output<string>;
    /** The issuer as host and path: what condition keys begin with. */
    public readonly issuer: pulumi.Output<string>;
    /** The audience that tokens must have: the `aud` of the job's `id_tokens`. */
    public readonly audience: pulumi.Output<string>;
    /** The roles' ARNs by role key, known at preview. */
    public readonly roleArns: pulumi.Output<Record<string, string>>;
    /** The roles' names in AWS by role key, known at preview. */
    public readonly roleNames: pulumi.Output<Record<string, string>>;
    /** The name of the mirror's bucket. Absent without a mirror. */
    public readonly discoveryBucketName?: pulumi.Output<string>;
    /** What to write on the GitLab side, by kind of installation. Absent without a mirror. */
    public readonly discoveryInstanceSettings?: pulumi.Output<Record<string, string>>;
    /** Where the DNS record of the mirror's domain must point to. Absent without a distribution. */
    public readonly discoveryDistributionDomainName?: pulumi.Output<string>;

    constructor(name: string, args: GitLabFederationArgs, opts?: pulumi.ComponentResourceOptions) {
        const checked = readFederationArgs(args, {
            what: `GitLabFederation "${name}"`,
            roleNamePrefix: `gitlab-${pulumi.getStack()}`,
        });
        super("gitlab-aws-oidc:index:GitLabFederation", name, {}, opts);
        const {
            gitlabUrl = defaultGitLabUrl,
            previousIssuers = [],
            additionalAudiences = [],
            roleDefaults = {},
        } = checked;
        const audience = checked.audience ?? gitlabUrl;
        const issuerUrl = currentIssuerUrl(checked);
        const account = resolveAccount(checked, this);
        // Nothing is registered before the account is the expected one.
        const child = { parent: this, dependsOn: account.apply((): pulumi.Resource[] => []) };

        const mirror =
            checked.discovery &&
            new DiscoveryMirror(
                `${name}:${hostAndPath(issuerUrl)}`,
                {
                    ...checked.discovery,
                    gitlabUrl,
                    // A name that contains the account must be known at once; it is only used once it is confirmed.
                    accountId: checked.accountId ?? account.accountId,
                    partition: account.partition,
                    ...(checked.tags && { tags: checked.tags }),
                },
                child,
            );

        const providers = [{ url: issuerUrl, audiences: [audience, ...additionalAudiences] }].concat(
            previousIssuers.map((previous) => ({ url: previous.url, audiences: [previous.audience] })),
        );
        const identityProviders = providers.map(
            ({ url, audiences }) =>
                new IdentityProvider(
                    `${name}:${hostAndPath(url)}`,
                    {
                        url,
                        audiences,
                        useExisting: checked.useExistingProvider ?? false,
                        ...(checked.thumbprints && url === issuerUrl && { thumbprints: checked.thumbprints }),
                        ...(checked.tags && { tags: checked.tags }),
                    },
                    // IAM reads the documents when the provider is made; and the provider goes before they do.
                    mirror && url === issuerUrl
                        ? { ...child, dependsOn: child.dependsOn.apply((): pulumi.Resource[] => [mirror]) }
                        : child,
                ),
        );

        // Roles come after their provider; where it is only looked up, after the look-up has found it.
        const found = checked.useExistingProvider ? identityProviders.map(({ arn }) => arn) : [];
        const dependsOn = pulumi
            .all([account, pulumi.all(found)])
            .apply((): pulumi.Resource[] => identityProviders);

        const roles = Object.entries(checked.roles).map(([key, { previousKeys = [], ...role }]) => {
            const tags = { ...checked.tags, ...roleDefaults.tags, ...role.tags };
            const component = new ProjectRole(
                `${name}:${key}`,
                {
                    ...roleDefaults,
                    ...role,
                    name: roleName(key, { ...role, previousKeys }, checked.roleNamePrefix) ?? key,
                    tags,
                    issuer: hostAndPath(issuerUrl),
                    audience,
                    previousIssuers,
                    accountId: account.accountId,
                    partition: account.partition,
                },
                {
                    ...child,
                    dependsOn,
                    aliases: previousKeys.map((previous) => ({ name: `${name}:${previous}` })),
                },
            );
            return [key, component] as const;
        });

        this.providerArn = account.apply((scope) =>
            providerArn({ ...scope, issuer: hostAndPath(issuerUrl) }),
        );
        this.issuer = pulumi.output(hostAndPath(issuerUrl));
        this.audience = pulumi.output(audience);
        this.roleArns = pulumi.output(Object.fromEntries(roles.map(([key, role]) => [key, role.arn])));
        this.roleNames = pulumi.output(Object.fromEntries(roles.map(([key, role]) => [key, role.roleName])));
        if (mirror) {
            this.discoveryBucketName = mirror.bucketName;
            this.discoveryInstanceSettings = mirror.instanceSettings;
            if (mirror.distributionDomainName) {
                this.discoveryDistributionDomainName = mirror.distributionDomainName;
            }
        }
        this.registerOutputs({
            providerArn: this.providerArn,
            issuer: this.issuer,
            audience: this.audience,
            roleArns: this.roleArns,
            roleNames: this.roleNames,
            ...(mirror && {
                discoveryBucketName: mirror.bucketName,
                discoveryInstanceSettings: mirror.instanceSettings,
            }),
        });
    }
}

function hostAndPath(url: string): string {
    return parseIssuer(url).issuer?.hostAndPath ?? url;
}
