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
interface ProviderArn extends AccountScope {
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
interface ManagedPolicyArn {
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
interface PrincipalArn extends AccountScope {
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

/** One AWS partition: a set of regions with accounts and ARNs of its own. */
interface Partition {
    /** Its name, as ARNs begin: `aws-us-gov`. */
    name: string;
    /** The domain of its endpoints. */
    dnsSuffix: string;
    /** What the names of its regions begin with; the commercial partition is what remains. */
    regionPrefixes: readonly string[];
}

/**
 * The partitions of AWS. Identity providers and roles are per account, so per partition.
 * Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html and the endpoint
 * tables of the AWS SDKs. Read 2026-11.
 */
export const partitions: readonly Partition[] = [
    { name: "aws-cn", dnsSuffix: "amazonaws.com.cn", regionPrefixes: ["cn-"] },
    { name: "aws-us-gov", dnsSuffix: "amazonaws.com", regionPrefixes: ["us-gov-"] },
    { name: "aws-eusc", dnsSuffix: "amazonaws.eu", regionPrefixes: ["eusc-"] },
    { name: "aws-iso", dnsSuffix: "c2s.ic.gov", regionPrefixes: ["us-iso-"] },
    { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regionPrefixes: ["us-isob-"] },
    { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regionPrefixes: ["eu-isoe-"] },
    { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regionPrefixes: ["us-isof-"] },
    { name: "aws", dnsSuffix: "amazonaws.com", regionPrefixes: [] },
];

/** Whether a partition of that name exists. */
export function isPartition(name: string): boolean {
    return partitions.some((partition) => partition.name === name);
}

/** The partition that a region belongs to, by the beginning of the region's name. */
export function partitionOfRegion(region: string): Partition {
    const owner = partitions.find(
        ({ regionPrefixes }) =>
            regionPrefixes.length === 0 || regionPrefixes.some((prefix) => region.startsWith(prefix)),
    );
    // The last one takes whatever remains.
    return owner ?? { name: "aws", dnsSuffix: "amazonaws.com", regionPrefixes: [] };
}

/** Whether a text has the form of a region's name, such as `eu-west-1`; which regions there are changes every year. */
export function isRegion(text: string): boolean {
    return /^[a-z]{2,8}(?:-[a-z]{2,10}){1,3}-\d{1,2}$/.test(text);
}
