/** `policy-config`: a policy config file against its pack. */
export { policyConfigCommand } from "./command";
