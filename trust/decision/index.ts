export type {
    ConditionDecision,
    Decision,
    DecisionProvider,
    DecisionRequest,
    StatementDecision,
} from "./decision";
export { evaluate } from "./evaluate";
export { assumeRoleWithWebIdentity, namesAction, statementNamesAction } from "./principals";
export { type Claims, issuerOfClaims } from "./requestContext";
