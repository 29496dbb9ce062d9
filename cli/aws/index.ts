/** The AWS SDK's credentials and regions. */
export { iamRegion, jobCredentials, quietSdk, type SessionCredentials } from "./credentials";
