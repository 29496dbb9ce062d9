import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OrganizationGuardrailsArgs } from "./args/organization";
import { guardrailPlan } from "./plan";

/**
 * Guards every account of an AWS organization, whoever makes its roles: resource control policies deny
 * `sts:AssumeRoleWithWebIdentity` for tokens outside the organization's own groups and projects, and a service control
 * policy protects providers, the mirror and exceptions. Roles of the management account are exempt from both: AWS applies
 * no such policy to them. Run it with credentials of the management account or of a delegated administrator, with both
 * policy types enabled on the root.
 *
 * ```typescript
 * new OrganizationGuardrails("web-identity", {
 *     issuers: [{ url: "https://gitlab.com", groups: ["acme"], namespaceIds: ["9970", "9971"] }],
 *     targetIds: ["ou-ab12-11111111"],
 *     protect: { principalArns: ["arn:aws:iam::*:role/platform"] },
 * });
 * ```
 */
export class OrganizationGuardrails extends pulumi.ComponentResource {
    /** The policies' documents by their names, as AWS gets them. Known at preview. */
    public readonly policyDocuments: pulumi.Output<Record<string, string>>;
    /** The policies' ids in AWS by their names. */
    public readonly policyIds: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: OrganizationGuardrailsArgs, opts?: pulumi.ComponentResourceOptions) {
        const { policies, targetIds, tags } = guardrailPlan(name, args);
        super("gitlab-aws-oidc:index:OrganizationGuardrails", name, {}, opts);
        const ids = policies.map((policy): [string, pulumi.Output<string>] => {
            // Statements move from one document to another as lists grow: the place is what stays the same.
            const child = `${name}:${policy.key}`;
            const { id } = new aws.organizations.Policy(
                child,
                {
                    name: policy.name,
                    description: policy.description,
                    // Without a type the provider makes a service control policy.
                    type: policy.type,
                    content: policy.content,
                    ...(tags && { tags }),
                },
                { parent: this },
            );
            for (const targetId of targetIds)
                new aws.organizations.PolicyAttachment(
                    `${child}:${targetId}`,
                    { policyId: id, targetId },
                    { parent: this },
                );
            return [policy.name, id];
        });
        this.policyDocuments = pulumi.output(
            Object.fromEntries(policies.map((policy) => [policy.name, policy.content])),
        );
        this.policyIds = pulumi.output(Object.fromEntries(ids));
        this.registerOutputs({ policyDocuments: this.policyDocuments, policyIds: this.policyIds });
    }
}
