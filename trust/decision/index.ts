export type {
    ConditionDecision,
    Decision,
    DecisionProvider,
    DecisionRequest,
    StatementDecision,
} from "./decision";
export { decideStatement, evaluate } from "./evaluate";
export {
    assumeRoleWithWebIdentity,
    statementNamesProvider,
    namesAction,
    statementNamesAction,
} from "./principals";
export {
    type Claims,
    isKeyOfSessionTags,
    isKeyOfSignedRequests,
    issuerOfClaims,
    requestContext,
    sourceIdentityClaim,
} from "./requestContext";
