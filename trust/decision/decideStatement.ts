import { evaluateCondition } from "../condition/evaluateCondition";
import type { RequestContext } from "../condition/requestContext";
import type { Truth } from "../condition/truth";
import { allOf } from "../condition/truth";
import type { TrustStatement } from "../policy/document";
import { statementNamesAction } from "./actions";
import type { ConditionDecision, DecisionRequest, StatementDecision } from "./decision";
import { statementNamesProvider } from "./principals";

/** What a statement is decided against. */
export interface StatementRequest {
    action: string;
    /** The token's issuer as host and path. */
    issuer: string;
    context: RequestContext;
    policyVariables: boolean;
    request: DecisionRequest;
}

function explain(
    statement: TrustStatement,
    decided: Omit<StatementDecision, "why">,
    met: Truth,
    asked: StatementRequest,
): string {
    if (!decided.principalMatches) return `it does not name the provider of ${asked.issuer}`;
    if (!decided.actionMatches) return `it is not about ${asked.action}`;
    const failed = decided.conditions.filter((condition) => condition.met === false);
    if (failed.length > 0)
        return failed.map(({ operator, key, why }) => `${operator} on ${key}: ${why}`).join("; ");
    if (met === "not-analysed") {
        const open = decided.conditions.filter((condition) => condition.met === "not-analysed");
        const how = statement.effect === "Allow" ? "taken as met" : "taken as not met";
        return open
            .map(({ operator, key, why }) => `${operator} on ${key} is not analysed (${why}) and ${how}`)
            .join("; ");
    }
    return statement.conditions.length === 0 ? "it has no condition" : "every condition is met";
}

/** Decides one statement: action, principal, and every condition by itself. */
export function decideStatement(statement: TrustStatement, asked: StatementRequest): StatementDecision {
    const conditions = statement.conditions.map((block): ConditionDecision => {
        const { path, key, operatorText, values } = block;
        const wanted = values.map(({ text }) => text);
        return {
            path,
            key,
            operator: operatorText,
            wanted,
            ...evaluateCondition(block, asked.context, asked.policyVariables),
        };
    });
    const met = allOf(conditions.map((condition) => condition.met));
    const actionMatches = statementNamesAction(statement, asked.action);
    const principalMatches = statementNamesProvider(statement, asked.issuer, asked.request);
    // A doubtful condition must never be what keeps somebody out.
    const applies = met === "not-analysed" ? statement.effect === "Allow" : met;
    const decided = {
        path: statement.path,
        effect: statement.effect,
        matched: actionMatches && principalMatches && applies,
        actionMatches,
        principalMatches,
        conditions,
    };
    return { ...decided, why: explain(statement, decided, met, asked) };
}
