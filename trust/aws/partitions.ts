/** One AWS partition: a set of regions with accounts and ARNs of its own. */
export interface Partition {
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
