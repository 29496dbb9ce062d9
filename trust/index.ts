/**
 * The face of trust/: what somebody needs who reads, judges, decides or builds a role's trust policy. Everything is pure:
 * no file, no network, no clock. Inside this repository the rooms are entered by their own front doors (`trust/document`,
 * `trust/decision`, …), so that a bundle holds what it uses and nothing else.
 */
export { type AwsError, awsErrorGuides } from "./aws";
export { type Decision, type DecisionProvider, type DecisionRequest, evaluate } from "./decision";
export { readTrustDocument, type TrustDocument, type TrustStatement } from "./document";
export type { Effect, Finding, Severity, Witness } from "./finding";
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
export { type AccessEntry, type Admission, admissionOf, describeAccess, explainSubject } from "./admission";
export { analyzeTrustPolicy, type TrustAnalysis, type TrustContext, type TrustRule } from "./rules";
