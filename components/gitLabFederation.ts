import * as pulumi from "@pulumi/pulumi";
import { providerArn } from "../trust/aws";
import { resolveAccount } from "./account";
import type { GitLabFederationArgs } from "./args/federation";
import { DiscoveryMirror } from "./discoveryMirror";
import { IdentityProvider } from "./identityProvider";
import { argsOfMirror, argsOfProvider, argsOfRole, federationPlan } from "./plan";
import { ProjectRole } from "./projectRole";

/**
 * Gives the CI/CD jobs of one GitLab instance access to one AWS account without long-lived credentials: the identity
 * provider, and a role for each kind of job. What may assume a role is known at preview.
 *
 * ```typescript
 * const federation = new GitLabFederation("gitlab", {
 *     roles: {
 *         "web-deploy": {
 *             subjects: [{ project: "acme/web", branches: ["main"], protectedRefsOnly: true }],
 *             managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
 *         },
 *     },
 * });
 * export const roleArns = federation.roleArns;
 * ```
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
        const plan = federationPlan(name, args, pulumi.getStack());
        super("gitlab-aws-oidc:index:GitLabFederation", name, {}, opts);
        const { issuer, audience, expected } = plan;
        const account = resolveAccount(expected, this);
        const { accountId, partition } = account;
        // Nothing is registered before the account is the expected one.
        const child = { parent: this, dependsOn: account.apply((): pulumi.Resource[] => []) };

        const mirror =
            plan.mirror &&
            new DiscoveryMirror(
                `${name}:${issuer}`,
                argsOfMirror(plan.mirror, { accountId, partition }),
                child,
            );

        const identityProviders = plan.providers.map(
            (provider) =>
                new IdentityProvider(
                    `${name}:${provider.issuer}`,
                    argsOfProvider(provider),
                    // IAM reads the documents when the provider is created; and the provider is deleted before they are.
                    mirror && provider.issuer === issuer
                        ? { ...child, dependsOn: child.dependsOn.apply((): pulumi.Resource[] => [mirror]) }
                        : child,
                ),
        );

        // Roles come after their provider; where it is only looked up, after the look-up has found it.
        const dependsOn = account.apply((): pulumi.Resource[] => identityProviders);

        const roles = plan.roles.map(({ key, previousKeys, plan: role }) => {
            const aliases = previousKeys.map((previous) => ({ name: `${name}:${previous}` }));
            const component = new ProjectRole(
                `${name}:${key}`,
                argsOfRole(role, plan, { accountId, partition }),
                { ...child, dependsOn, aliases },
            );
            return [key, component] as const;
        });

        this.providerArn = account.apply((scope) => providerArn({ ...scope, issuer }));
        this.issuer = pulumi.output(issuer);
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
