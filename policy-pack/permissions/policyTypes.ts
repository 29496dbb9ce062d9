/** A resource type that holds a permission policy which roles can have attached. */
export interface ManagedPolicyType {
    type: string;
    documentKey: string;
    nameKey: string;
    /** The output with its ARN. */
    arnKey: string;
    /** The input that names the roles which have it, where it has one. */
    rolesKey?: string;
}

/** A resource type that gives a role a permission policy of its own. */
export interface RolePolicyType {
    type: string;
    documentKey: string;
    roleKey: string;
}

/** A resource type that attaches policies to roles. */
export interface AttachmentType {
    type: string;
    policyKey: string;
    roleKey: string;
}

// Sources of all three: @pulumi/aws 7.48 and @pulumi/aws-native 1.50, read 2026-11.

/** Policies with an ARN of their own. */
export const managedPolicyTypes: readonly ManagedPolicyType[] = [
    { type: "aws:iam/policy:Policy", documentKey: "policy", nameKey: "name", arnKey: "arn" },
    {
        type: "aws-native:iam:ManagedPolicy",
        documentKey: "policyDocument",
        nameKey: "managedPolicyName",
        arnKey: "policyArn",
        rolesKey: "roles",
    },
];

/** Inline policies that are resources of their own. */
export const rolePolicyTypes: readonly RolePolicyType[] = [
    { type: "aws:iam/rolePolicy:RolePolicy", documentKey: "policy", roleKey: "role" },
    { type: "aws-native:iam:RolePolicy", documentKey: "policyDocument", roleKey: "roleName" },
];

/** What attaches managed policies. */
export const attachmentTypes: readonly AttachmentType[] = [
    { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", policyKey: "policyArn", roleKey: "role" },
    { type: "aws:iam/policyAttachment:PolicyAttachment", policyKey: "policyArn", roleKey: "roles" },
    {
        type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        policyKey: "policyArns",
        roleKey: "roleName",
    },
];
