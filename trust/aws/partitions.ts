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
