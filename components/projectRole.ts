import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roleArn } from "../trust/aws";
import { trustPolicyFor, type ProjectRoleArgs } from "./args/role";
import { rolePlan } from "./plan";

/**
 * An IAM role that jobs of chosen GitLab projects can assume, and nobody else. Its trust policy is known at preview.
 * Policies that others attach to the role stay.
 *
 * ```typescript
 * new ProjectRole("deploy-web", {
 *     issuer: "gitlab.com",
 *     audience: "https://gitlab.com",
 *     accountId: "123456789012",
 *     partition: "aws",
 *     subjects: [{ project: "acme/web", branches: ["main"] }],
 *     managedPolicies: { deploy: policy.arn },
 * });
 * ```
 */
export class ProjectRole extends pulumi.ComponentResource {
    /** The role's ARN, known at preview. */
    public readonly arn: pulumi.Output<string>;
    /** The role's name in AWS, known at preview. */
    public readonly roleName: pulumi.Output<string>;
    /** The role's trust policy as JSON, known at preview. */
    public readonly trustPolicy: pulumi.Output<string>;

    constructor(name: string, args: ProjectRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        const role = rolePlan(name, args);
        super("gitlab-aws-oidc:index:ProjectRole", name, {}, opts);
        const scope = pulumi
            .all([args.accountId, args.partition])
            .apply(([accountId, partition]) => ({ accountId, partition }));
        this.trustPolicy = scope.apply((account) => trustPolicyFor(role.trustPolicy, account));
        const { path, description, maxSessionDuration, permissionsBoundary, tags } = role;
        const resource = new aws.iam.Role(
            name,
            {
                name: role.name,
                assumeRolePolicy: this.trustPolicy,
                description,
                maxSessionDuration,
                ...(path !== undefined && { path }),
                ...(permissionsBoundary !== undefined && { permissionsBoundary }),
                ...(tags && { tags }),
            },
            // The name is fixed, so that the ARN is known: a replacement cannot exist together with the role it replaces.
            { parent: this, deleteBeforeReplace: true },
        );
        for (const attachment of role.attachments) {
            new aws.iam.RolePolicyAttachment(
                `${name}:${attachment.name}`,
                { role: resource.name, policyArn: attachment.arn },
                { parent: this },
            );
        }
        for (const [policyName, policy] of Object.entries(role.inlinePolicies)) {
            new aws.iam.RolePolicy(
                `${name}:${policyName}`,
                { role: resource.name, name: policyName, policy },
                { parent: this },
            );
        }
        // Computed, because the resource's own outputs are unknown until it exists; the URN ties them to the resource.
        this.roleName = resource.urn.apply(() => role.name);
        this.arn = pulumi
            .all([scope, resource.urn])
            .apply(([account]) =>
                roleArn({ ...account, name: role.name, ...(path !== undefined && { path }) }),
            );
        this.registerOutputs({ arn: this.arn, roleName: this.roleName, trustPolicy: this.trustPolicy });
    }
}
