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
export { evaluate } from "./evaluate";
export {
    assumeRoleWithWebIdentity,
    namesAction,
    principalReach,
    type PrincipalReach,
    type ReachOfKind,
    statementCoversAction,
} from "./principals";
export { type Claims, issuerOfClaims } from "./requestContext";
