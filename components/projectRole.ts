import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parseManagedPolicyArn, roleArn } from "../trust/aws";
import { buildTrustPolicy } from "../trust/gitlab";
import { readProjectRoleArgs } from "./args/readProjectRoleArgs";
import type { ProjectRoleArgs } from "./args/projectRoleArgs";

/**
 * An IAM role that jobs of chosen GitLab projects can assume, and nobody else. Its trust policy is known at preview.
 * Policies that others attach to the role stay.
 */
export class ProjectRole extends pulumi.ComponentResource {
    /** The role's ARN, known at preview. */
    public readonly arn: pulumi.Output<string>;
    /** The role's name in AWS, known at preview. */
    public readonly roleName: pulumi.Output<string>;
    /** The role's trust policy as JSON, known at preview. */
    public readonly trustPolicy: pulumi.Output<string>;

    constructor(name: string, args: ProjectRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        const role = readProjectRoleArgs(name, args);
        super("gitlab-aws-oidc:index:ProjectRole", name, {}, opts);
        const scope = pulumi
            .all([role.accountId, role.partition])
            .apply(([accountId, partition]) => ({ accountId, partition }));
        this.trustPolicy = scope.apply((account) => buildTrustPolicy({ ...account, ...role.trust }));
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
                ...(tags && Object.keys(tags).length > 0 && { tags }),
            },
            // The name is fixed, so that the ARN is known: a replacement cannot stand beside the role it replaces.
            { parent: this, deleteBeforeReplace: true },
        );
        for (const arn of role.managedPolicyArns) {
            new aws.iam.RolePolicyAttachment(
                `${name}:${policyIdentity(arn)}`,
                { role: resource.name, policyArn: arn },
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

/** A policy's identity among those of one role: its owner, path and name. */
function policyIdentity(arn: string): string {
    const { owner, pathAndName } = parseManagedPolicyArn(arn) ?? { owner: "", pathAndName: arn };
    return `${owner}/${pathAndName}`;
}
