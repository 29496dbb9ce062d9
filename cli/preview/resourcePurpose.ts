import { shownValue, unknownMark } from "../program/shownValue";
import type { PlannedResource } from "../program/plannedResource";
import { stackReferenceType, stackType } from "../program/resourceUrn";
import { grantedActions } from "./grantedActions";

type Inputs = Readonly<Record<string, unknown>>;

/** What resources of a type are for; native types (`aws-native:`) share the text of their classic ones. */
const purposes: Readonly<Record<string, (inputs: Inputs) => string>> = {
    "gitlab-aws-oidc:index:GitLabFederation": () =>
        "GitLab CI/CD jobs in one AWS account, without stored keys",
    "gitlab-aws-oidc:index:IdentityProvider": () => "which GitLab instance the account trusts",
    "gitlab-aws-oidc:index:ProjectRole": () => "a role for chosen jobs, and what it may do",
    "gitlab-aws-oidc:index:DiscoveryMirror": () => "the public discovery documents of a private instance",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (inputs) =>
        `AWS accepts tokens of ${text(inputs["url"])} for ${listText(inputs["clientIdLists"] ?? inputs["clientIdList"])}`,
    "aws:iam/role:Role": ({ name, roleName, description }) =>
        [name ?? roleName, description].map(text).filter(Boolean).join(": ") || "a role, named by AWS",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role, policyArn }) =>
        `gives ${named(role, "role")} the policy ${text(policyArn).split("/").at(-1) ?? ""}`,
    "aws:iam/rolePolicy:RolePolicy": ({ role, roleName, policy, policyDocument }) =>
        `lets ${named(role ?? roleName, "role")} do ${grantedActions(policy ?? policyDocument)}`,
    "aws:s3/bucket:Bucket": ({ bucket, bucketName }) => named(bucket ?? bucketName, "bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": ({ bucket }) => `who may do what with ${named(bucket, "bucket")}`,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ({ bucket }) =>
        `keeps ${named(bucket, "bucket")} from being public`,
    "aws:s3/bucketObject:BucketObject": ({ bucket, key }) => `${text(key)} in ${named(bucket, "bucket")}`,
    [stackReferenceType]: ({ name }) => `outputs of the stack ${text(name)}`,
    [stackType]: () => "the stack",
};

const sameAs: Readonly<Record<string, string>> = {
    "aws-native:iam:OidcProvider": "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws-native:iam:Role": "aws:iam/role:Role",
    "aws-native:iam:RolePolicy": "aws:iam/rolePolicy:RolePolicy",
    "aws-native:s3:Bucket": "aws:s3/bucket:Bucket",
    "aws-native:s3:BucketPolicy": "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketV2:BucketV2": "aws:s3/bucket:Bucket",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws:s3/bucketObject:BucketObject",
};

/** In one line, what a resource is for; of a type that the table does not know, what it is. */
export function resourcePurpose({ type, inputs }: PlannedResource): string {
    const purpose = purposes[sameAs[type] ?? type];
    if (purpose !== undefined)
        return purpose(shownValue(inputs) as Inputs)
            .replace(/\s+/g, " ")
            .trim();
    const provider = /^pulumi:providers:(.+)$/.exec(type)?.[1];
    return provider === undefined ? typeInWords(type) : `how ${provider} is reached`;
}

/** The last part of a type token: `Role`. */
export function shortType(type: string): string {
    return type.split(":").at(-1) ?? type;
}

// "aws:ec2/securityGroup:SecurityGroup" is a "security group of ec2".
function typeInWords(type: string): string {
    const words = shortType(type)
        .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
        .toLowerCase();
    const module = (type.split(":")[1] ?? "").split("/")[0];
    return module === undefined || module === "" || module === "index" ? words : `${words} of ${module}`;
}

function text(value: unknown): string {
    return typeof value === "string"
        ? value
        : value === undefined || value === null
          ? ""
          : JSON.stringify(value);
}

function named(value: unknown, what: string): string {
    const name = text(value);
    return name === "" || name === unknownMark ? `a ${what} that AWS names` : `${what} ${name}`;
}

function listText(value: unknown): string {
    return Array.isArray(value) ? value.map(text).join(", ") : text(value) || "no audience";
}
