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
    assumeRoleWithWebIdentity,
    furtherActions,
    namesAction,
    principalReach,
    type PrincipalReach,
    type ReachOfKind,
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
