/** trust/aws: ARNs, partitions, limits, and what AWS says when it refuses. */
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
export {
    type TemplateHolder,
    attachmentTypes,
    holderTypes,
    identityProviderTypes,
    managedPolicyTypes,
    mirrorTypes,
    organizationPolicyResources,
    registryTypes,
    rolePolicyTypes,
    roleTypes,
} from "./resourceTypes";
export { type SignInPlace, signInPlaces } from "./signIn";
