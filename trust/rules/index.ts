/** trust/rules: the rules that judge a trust policy, and the verdict. */
export { analyzeTrustPolicy } from "./judge";
export type { KnownIssuer, TrustAnalysis, TrustContext } from "./model";
export { rules, type TrustRule } from "./rules";
