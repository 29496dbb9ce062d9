/** Where roles and resources come from: the program of a stack, a live account, files of IAM's JSON. */
export { type AccountProvider, type IamAccount, iamAccount, readProviderFile } from "./account";
export { readJsonObject } from "./files";
export {
    factsOfRole,
    type PoliciesLookedAt,
    policiesLookedAt,
    policyNotes,
    readOrganizationPolicies,
} from "./organizationPolicies";
export { placeholderAccount, placeholderRegion } from "./offlineAnswers";
export { filePlaces, type PlacedFinding, stackPlaces } from "./places";
export {
    type AnsweredCall,
    holdsUnknown,
    openedValue,
    parseUrn,
    type PlannedOptions,
    type PlannedResource,
    type ProgramMessage,
    type ProgramPlan,
    shownValue,
    stackReferenceType,
    stackType,
    unknownMark,
} from "./plan";
export {
    completedPlan,
    type PlannedStack,
    planStack,
    type StackChoice,
    stackIssuers,
    stackOptions,
} from "./planStack";
export { serveProgramProcess } from "./programProcess";
export { readProject } from "./project";
export { accountRoles, findRole, readRolesFile, type TrustedRole, trustedRoles } from "./roles";
export { programProcessVerb } from "./runProgram";
