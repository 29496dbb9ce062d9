/** The AWS SDK's credentials and regions. */
export {
    type AwsFailure,
    awsFailure,
    iamRegion,
    iamSdk,
    jobCredentials,
    quietSdk,
    type SessionCredentials,
} from "./credentials";
