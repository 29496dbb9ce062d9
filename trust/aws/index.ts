export {
    type AccountScope,
    isAccountId,
    isPartition,
    isRegion,
    parseManagedPolicyArn,
    parsePrincipalArn,
    parseProviderArn,
    partitionOfRegion,
    partitions,
    providerArn,
    roleArn,
} from "./arns";
export { type AwsErrorGuide, awsErrorGuides } from "./awsErrorGuides";
export { type AwsAnswer, type AwsError, type AwsErrorKind, awsErrors } from "./awsErrors";
export { limits } from "./limits";
