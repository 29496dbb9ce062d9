/** trust/decision: one token against one document, with the reason for each condition. */
export type {
    ConditionDecision,
    Decision,
    DecisionProvider,
    DecisionRequest,
    Doubt,
    DoubtKind,
    StatementDecision,
} from "./decision";
export { decideStatement, evaluate } from "./evaluate";
export {
    type PrincipalReach,
    type ReachOfKind,
    assumeRoleWithWebIdentity,
    furtherActions,
    namesAction,
    principalReach,
    statementCoversAction,
    statementNamesProvider,
} from "./principals";
export {
    type Claims,
    hasSessionTags,
    isKeyOfSessionTags,
    isKeyOfSignedRequests,
    issuerOfClaims,
    requestContext,
    sourceIdentityClaim,
} from "./requestContext";
