/** The AWS SDK's credentials and regions. */
export {
    type AwsFailure,
    awsFailure,
    iamRegion,
    jobCredentials,
    quietSdk,
    type SessionCredentials,
} from "./credentials";
