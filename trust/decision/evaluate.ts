import { awsErrors } from "../aws";
import { type RequestContext, type Truth, allOf, evaluateCondition } from "../conditions";
import { type TrustPolicy, type TrustStatement, readTrustPolicy } from "../document";
import type {
    ConditionDecision,
    Decision,
    DecisionProvider,
    DecisionRequest,
    StatementDecision,
} from "./decision";
import { requiredActions, statementNamesAction, statementNamesProvider } from "./principals";
import { refuseToken } from "./refuseToken";
import { type Claims, issuerOfClaims, requestContext } from "./requestContext";

type ActionDecision = Pick<Decision, "allowed" | "reason" | "statements" | "notAnalysed">;

/** Where a statement's outcome hangs on conditions that are not analysed: their paths. */
function doubtsOf({ actionMatches, principalMatches, conditions }: StatementDecision): string[] {
    if (!actionMatches || !principalMatches || conditions.some(({ met }) => met === false)) return [];
    return conditions.filter(({ met }) => met === "not-analysed").map(({ path }) => path);
}

function reasonOf(statements: readonly StatementDecision[], action: string): string {
    const describe = ({ path, why }: StatementDecision): string => `${path}: ${why}.`;
    const denials = statements.filter(({ effect, matched }) => effect === "Deny" && matched);
    if (denials.length > 0) return `Denied by ${denials.map(describe).join(" ")}`;
    const allows = statements.filter(({ effect }) => effect === "Allow");
    const granting = allows.filter(({ matched }) => matched);
    if (granting.length > 0) return `Allowed by ${granting.map(describe).join(" ")}`;
    if (allows.length === 0) return `No statement allows ${action}.`;
    // What is nearest to a match says most.
    const near = allows.filter(({ actionMatches, principalMatches }) => actionMatches && principalMatches);
    return `No statement allows ${action}. ${(near.length > 0 ? near : allows).map(describe).join(" ")}`;
}

function decideAction(
    policy: TrustPolicy,
    action: string,
    claims: Claims,
    request: DecisionRequest,
): ActionDecision {
    const asked = {
        action,
        issuer: issuerOfClaims(claims) ?? "",
        context: requestContext(claims, request),
        policyVariables: policy.hasPolicyVariables,
        request,
    };
    const statements = policy.statements.map((statement) => decideStatement(statement, asked));
    const denied = statements.some(({ effect, matched }) => effect === "Deny" && matched);
    const granting = statements.filter(({ effect, matched }) => effect === "Allow" && matched);
    const certain = granting.some((statement) => doubtsOf(statement).length === 0);
    const doubtful = statements.filter(({ effect }) => effect === "Deny" || !certain);
    return {
        allowed: !denied && granting.length > 0,
        reason: reasonOf(statements, action),
        statements,
        // After a denial that is certain, nothing hangs on the rest.
        notAnalysed: denied || granting.length === 0 ? [] : doubtful.flatMap(doubtsOf),
    };
}

/**
 * Whether a token may assume the role that has this trust policy: the same checks as AssumeRoleWithWebIdentity, the
 * signature left aside. First the token against the provider, if it is given; then every statement, Deny before Allow.
 * `document` is a JSON text or what such a text parses to, `claims` the token's payload. Any JSON values give a decision,
 * never an exception. Conditions that are not analysed are listed, and never keep a token out.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
 */
export function evaluate(
    document: unknown,
    claims: unknown,
    provider?: DecisionProvider,
    request: DecisionRequest = {},
): Decision {
    const { policy, findings } = readTrustPolicy(document);
    const payload: Claims =
        typeof claims === "object" && claims !== null && !Array.isArray(claims) ? (claims as Claims) : {};
    const nothing = { allowed: false, statements: [], notAnalysed: [], findings };
    const refusal = refuseToken(payload, provider, request);
    if (refusal !== undefined) return { ...nothing, reason: refusal.reason, awsError: refusal.error };
    const actions = requiredActions(payload);
    const refused = findings.find(({ effect }) => effect === "closed");
    if (policy === undefined || refused !== undefined) {
        const where = refused === undefined ? "it" : `${refused.path || "it"} ${refused.message}`;
        const reason = `IAM takes no such trust policy, so no role can have it: ${where}.`;
        return { ...nothing, reason, awsError: awsErrors.notAuthorized(actions[0] ?? "") };
    }
    const decisions = actions.map((action) => ({
        action,
        ...decideAction(policy, action, payload, request),
    }));
    const decided = decisions.find(({ allowed }) => !allowed) ?? decisions[0];
    if (decided === undefined) return { ...nothing, reason: "Nothing was asked." };
    const { action, ...decision } = decided;
    const notAnalysed = [...new Set(decisions.flatMap((one) => (decision.allowed ? one.notAnalysed : [])))];
    return {
        ...decision,
        notAnalysed,
        findings,
        ...(decision.allowed ? {} : { awsError: awsErrors.notAuthorized(action) }),
    };
}

/** What a statement is decided against. */
interface StatementRequest {
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
