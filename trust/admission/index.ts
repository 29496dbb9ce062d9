export { type AccountWay, type CallerGain, strangeArns, strangeUserIds } from "./accountWays";
export {
    Admission,
    type AdmissionContext,
    type Gain,
    type Scope,
    admissionOf,
    describeWitness,
    isWithin,
    outsideOf,
} from "./admission";
export { globOfValue, wholeSpace, withClaim, withCondition } from "./box";
export {
    type AccessEntry,
    conditionWords,
    describeAccess,
    describeAdmission,
    describeCaller,
    describeOtherWay,
    explainSubject,
} from "./describe";
export {
    type IssuerKey,
    type KnownIssuer,
    configuredIssuer,
    gitlabRecognizer,
    isGitlabIssuer,
    isOtherIssuer,
    isSharedIssuer,
    issuerKeys,
    looksLikeGitlabSubject,
} from "./issuers";
export {
    type ProjectReach,
    type Reach,
    type RefReach,
    type RefsReach,
    isVacuous,
    projectsOf,
    reaches,
    refsOf,
    subjectOf,
    topGroupOf,
} from "./reach";
export { type TokenSpace, tokenSpace } from "./space";
export {
    type Found,
    type FoundToken,
    isProven,
    type IssuerStatements,
    type Question,
    Way,
    isDoubtful,
} from "./way";
