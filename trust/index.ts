/**
 * The face of trust/: what somebody needs who reads, judges, decides or builds a role's trust policy. Everything is pure:
 * no file, no network, no clock. Inside this repository the rooms are entered by their own front doors (`trust/document`,
 * `trust/decision`, …), so that a bundle holds what it uses and nothing else.
 */
export { describeAccess } from "./access/describeAccess";
export type { AccessEntry } from "./access/accessEntry";
export { explainSubject } from "./access/explainSubject";
export { type AwsError, awsErrorGuides } from "./aws";
export { type Decision, type DecisionProvider, type DecisionRequest, evaluate } from "./decision";
export { readTrustDocument, type TrustDocument, type TrustStatement } from "./document";
export type { Effect, Finding, Severity, TrustRule } from "./finding";
export {
    audienceProblems,
    buildTrustPolicy,
    type Issuer,
    parseIssuer,
    parseSubject,
    selectorProblems,
    type SubjectSelector,
    type TrustPolicyInputs,
} from "./gitlab";
export { formatProblems, type Problem } from "./problem";
export { analyzeTrustPolicy } from "./verdict/analyzeTrustPolicy";
export type { TrustContext } from "./verdict/trustContext";
