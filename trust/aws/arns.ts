import { isPartition } from "./partitions";

/** Where something of IAM lives. */
export interface AccountScope {
    /** The partition's name, such as `aws` or `aws-cn`. */
    partition: string;
    /** The account's twelve digits. */
    accountId: string;
}

/** Whether a text is an AWS account id: twelve digits. */
export function isAccountId(text: string): boolean {
    return /^\d{12}$/.test(text);
}

/**
 * The ARN of an OIDC provider, computed: the provider's own output is unknown until it exists, and an unknown ARN makes
 * the whole trust policy unknown at preview. `issuer` is host and path.
 * Form: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
 */
export function providerArn({ partition, accountId, issuer }: AccountScope & { issuer: string }): string {
    return `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`;
}

/** The ARN of a role. The path begins and ends in a slash; it defaults to `/`. */
export function roleArn({
    partition,
    accountId,
    path = "/",
    name,
}: AccountScope & { path?: string; name: string }): string {
    return `arn:${partition}:iam::${accountId}:role${path}${name}`;
}

/** What a provider's ARN says. */
export interface ProviderArn extends AccountScope {
    /** The issuer, as host and path. */
    issuer: string;
}

/** Reads the ARN of an OIDC provider; undefined for anything else. The issuer is given as it stands there, mistakes included. */
export function parseProviderArn(text: string): ProviderArn | undefined {
    const [, partition, accountId, issuer] =
        /^arn:([\w-]+):iam::(\d*):oidc-provider\/([^]+)$/.exec(text) ?? [];
    if (partition === undefined || accountId === undefined || issuer === undefined) return undefined;
    return { partition, accountId, issuer };
}

/** What a managed policy's ARN says. */
export interface ManagedPolicyArn {
    partition: string;
    /** Twelve digits, or `aws` for a policy that AWS manages. */
    owner: string;
    /** The path and name, such as `job-function/ViewOnlyAccess`. */
    pathAndName: string;
}

/** Reads the ARN of a managed policy; undefined for anything else. */
export function parseManagedPolicyArn(text: string): ManagedPolicyArn | undefined {
    const [, partition = "", owner, pathAndName] =
        /^arn:([\w-]+):iam::(aws|\d{12}):policy\/([\x21-\x7e]+)$/.exec(text) ?? [];
    if (!isPartition(partition) || owner === undefined || pathAndName === undefined) return undefined;
    return { partition, owner, pathAndName };
}

/** What the ARN of a role or user says. */
export interface PrincipalArn extends AccountScope {
    kind: "role" | "user";
    /** The path and name, such as `ci/publisher`. */
    pathAndName: string;
}

/** Reads the ARN of a role or user; undefined for anything else. */
export function parsePrincipalArn(text: string): PrincipalArn | undefined {
    const [, partition = "", accountId, kind, pathAndName] =
        /^arn:([\w-]+):iam::(\d{12}):(role|user)\/([\x21-\x7e]+)$/.exec(text) ?? [];
    if (!isPartition(partition) || accountId === undefined || pathAndName === undefined) return undefined;
    return { partition, accountId, kind: kind === "role" ? "role" : "user", pathAndName };
}
