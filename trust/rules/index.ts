/** trust/rules: the rules that judge a trust policy, and the verdict. */
export { analyzeTrustPolicy } from "./judge";
export type { TrustAnalysis, TrustContext } from "./model";
export { type TrustRule, rules } from "./rules";
