/**
 * The region that signs requests to IAM, per partition; other partitions take AWS_REGION.
 * Source: https://docs.aws.amazon.com/general/latest/gr/iam-service.html and the endpoint tables of the AWS SDKs. Read 2026-11.
 */
const iamRegions: Readonly<Record<string, string>> = {
    aws: "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
};

/** The region to ask IAM of a partition in; undefined where the SDK's own setting must do. */
export function iamRegion(partition: string): string | undefined {
    return iamRegions[partition];
}
