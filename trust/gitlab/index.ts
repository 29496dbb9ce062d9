/** trust/gitlab: subjects, selectors, paths, refs, issuers and audiences, and the trust policy made of them. */
export {
    type ConditionMap,
    type TrustPolicyInputs,
    type TrustedIssuer,
    buildTrustPolicy,
} from "./buildTrustPolicy";
export {
    type Issuer,
    type IssuerProblemCode,
    audienceProblems,
    gitlabComIssuer,
    isNearlyIssuer,
    issuerHostAndPath,
    parseIssuer,
} from "./issuer";
export { groupPathProblems, isProjectPath, isRefName, projectPathProblems } from "./names";
export { type SubjectSelector, selectSubjects } from "./selectSubjects";
export { selectorProblems } from "./selectorProblems";
export {
    type ComponentKind,
    type SubjectPart,
    buildSubject,
    defaultSubjectComponents,
    deploymentTiers,
    escapePolicyVariables,
    findSubjectComponent,
    isComponentValue,
    parseSubject,
    refTypes,
    splitSubject,
    subjectComponents,
    unescapePolicyVariables,
} from "./subjects";
