/**
 * The AWS resources that this project reads, by the type tokens of Pulumi's provider packages, with the names that each
 * package gives their properties. One table for the policy pack, the command line and the components.
 * Sources: the schemas of @pulumi/aws 7.48 and @pulumi/aws-native 1.79, read 2026-11.
 */

/** A role: which property holds what. */
export interface RoleProperties {
    trustPolicy: string;
    name: string;
    managedPolicyArns: string;
    /** The list of policies that are part of the role. */
    inlinePolicies: string;
    /** In an entry of that list: its name and its document. */
    inlineName: string;
    inlineDocument: string;
    permissionsBoundary: string;
    maxSessionDuration: string;
}

/** Roles, by type token. */
export const roleTypes: ReadonlyMap<string, RoleProperties> = new Map([
    [
        "aws:iam/role:Role",
        {
            trustPolicy: "assumeRolePolicy",
            name: "name",
            managedPolicyArns: "managedPolicyArns",
            inlinePolicies: "inlinePolicies",
            inlineName: "name",
            inlineDocument: "policy",
            permissionsBoundary: "permissionsBoundary",
            maxSessionDuration: "maxSessionDuration",
        },
    ],
    [
        "aws-native:iam:Role",
        {
            trustPolicy: "assumeRolePolicyDocument",
            name: "roleName",
            managedPolicyArns: "managedPolicyArns",
            inlinePolicies: "policies",
            inlineName: "policyName",
            inlineDocument: "policyDocument",
            permissionsBoundary: "permissionsBoundary",
            maxSessionDuration: "maxSessionDuration",
        },
    ],
]);

/** An OIDC identity provider: which property holds what. */
export interface IdentityProviderProperties {
    url: string;
    audiences: string;
}

/** OIDC identity providers, by type token. */
export const identityProviderTypes: ReadonlyMap<string, IdentityProviderProperties> = new Map([
    ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", { url: "url", audiences: "clientIdLists" }],
    ["aws-native:iam:OidcProvider", { url: "url", audiences: "clientIdList" }],
]);

/** A permission policy with an ARN of its own. */
export interface ManagedPolicyProperties {
    document: string;
    name: string;
    /** The output with its ARN. */
    arn: string;
    /** The input that names the roles which have it, where it has one. */
    roles?: string;
}

/** Managed policies, by type token. */
export const managedPolicyTypes: ReadonlyMap<string, ManagedPolicyProperties> = new Map([
    ["aws:iam/policy:Policy", { document: "policy", name: "name", arn: "arn" }],
    [
        "aws-native:iam:ManagedPolicy",
        { document: "policyDocument", name: "managedPolicyName", arn: "policyArn", roles: "roles" },
    ],
]);

/** A resource that gives a role a permission policy of its own. */
export interface RolePolicyProperties {
    document: string;
    /** The input that names the role, or the list of roles. */
    role: string;
}

/** Inline policies that are resources of their own, by type token. */
export const rolePolicyTypes: ReadonlyMap<string, RolePolicyProperties> = new Map([
    ["aws:iam/rolePolicy:RolePolicy", { document: "policy", role: "role" }],
    ["aws-native:iam:RolePolicy", { document: "policyDocument", role: "roleName" }],
    // CloudFormation's AWS::IAM::Policy: one document for several roles.
    ["aws-native:iam:Policy", { document: "policyDocument", role: "roles" }],
]);

/** A resource that attaches managed policies to roles. */
export interface AttachmentProperties {
    policy: string;
    role: string;
}

/** Attachments of managed policies, by type token. */
export const attachmentTypes: ReadonlyMap<string, AttachmentProperties> = new Map([
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policy: "policyArn", role: "role" }],
    ["aws:iam/policyAttachment:PolicyAttachment", { policy: "policyArn", role: "roles" }],
    [
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        { policy: "policyArns", role: "roleName" },
    ],
]);

/** A policy of an organization: which property holds its document, and which its type. */
export interface OrganizationPolicyProperties {
    document: string;
    type: string;
}

/** Policies of an organization, by type token. Without a type `aws` makes a service control policy. */
export const organizationPolicyResources: ReadonlyMap<string, OrganizationPolicyProperties> = new Map([
    ["aws:organizations/policy:Policy", { document: "content", type: "type" }],
    ["aws-native:organizations:Policy", { document: "content", type: "type" }],
]);

/** What a resource that has to do with a mirror's bucket is. */
export type MirrorPart =
    | "bucket"
    | "distribution"
    | "policy"
    | "publicAccessBlock"
    | "ownership"
    | "encryption"
    | "acl"
    | "object"
    | "accessPoint"
    | "accessPointPolicy";

/** Type tokens of the resources around a mirror's bucket, by what they are. */
export const mirrorTypes: Readonly<Record<MirrorPart, readonly string[]>> = {
    bucket: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "aws-native:s3:Bucket"],
    distribution: ["aws:cloudfront/distribution:Distribution", "aws-native:cloudfront:Distribution"],
    policy: ["aws:s3/bucketPolicy:BucketPolicy", "aws-native:s3:BucketPolicy"],
    publicAccessBlock: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    ownership: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
    encryption: [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    ],
    acl: ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"],
    object: ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"],
    accessPoint: ["aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint"],
    accessPointPolicy: ["aws:s3control/accessPointPolicy:AccessPointPolicy"],
};

/** A resource that holds one resource of CloudFormation's registry: which input has its type, which its properties. */
export interface RegistryHolder {
    kind: "resource";
    type: string;
    /** An object, or its JSON text. */
    properties: string;
}

/** A resource that holds a whole CloudFormation template. */
export interface TemplateHolder {
    kind: "template";
    /** The template as JSON or YAML text. */
    body: string;
    /** The address of a template that is elsewhere. */
    url: string;
    /** Values of the template's parameters by name; or a list of their keys and values. */
    parameters: string;
}

/** Resources that hold others, by type token. */
export const holderTypes: ReadonlyMap<string, RegistryHolder | TemplateHolder> = new Map<
    string,
    RegistryHolder | TemplateHolder
>([
    [
        "aws:cloudcontrol/resource:Resource",
        { kind: "resource", type: "typeName", properties: "desiredState" },
    ],
    ["aws-native:index:ExtensionResource", { kind: "resource", type: "type", properties: "properties" }],
    ...[
        "aws:cloudformation/stack:Stack",
        "aws:cloudformation/stackSet:StackSet",
        "aws-native:cloudformation:Stack",
        "aws-native:cloudformation:StackSet",
    ].map((token): [string, TemplateHolder] => [
        token,
        { kind: "template", body: "templateBody", url: "templateUrl", parameters: "parameters" },
    ]),
]);

/**
 * The type token of `aws-native` for each CloudFormation type that is read here. Its properties have the same names with
 * a small first letter.
 */
export const registryTypes: ReadonlyMap<string, string> = new Map([
    ["AWS::IAM::Role", "aws-native:iam:Role"],
    ["AWS::IAM::OIDCProvider", "aws-native:iam:OidcProvider"],
    ["AWS::IAM::ManagedPolicy", "aws-native:iam:ManagedPolicy"],
    ["AWS::IAM::RolePolicy", "aws-native:iam:RolePolicy"],
    ["AWS::IAM::Policy", "aws-native:iam:Policy"],
    ["AWS::Organizations::Policy", "aws-native:organizations:Policy"],
    ["AWS::S3::Bucket", "aws-native:s3:Bucket"],
    ["AWS::S3::BucketPolicy", "aws-native:s3:BucketPolicy"],
    ["AWS::CloudFront::Distribution", "aws-native:cloudfront:Distribution"],
]);
