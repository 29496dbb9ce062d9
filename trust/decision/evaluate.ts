import { type AwsError, awsErrors } from "../aws";
import { type RequestContext, type Truth, evaluateCondition } from "../conditions";
import type { TrustDocument, TrustStatement } from "../document";
import type {
    ConditionDecision,
    Decision,
    DecisionProvider,
    DecisionRequest,
    Doubt,
    StatementDecision,
} from "./decision";
import {
    assumeRoleWithWebIdentity,
    furtherActions,
    statementCoversAction,
    statementNamesProvider,
} from "./principals";
import { doubtsOfToken, refuseToken } from "./refuseToken";
import { type Claims, issuerOfClaims, requestContext } from "./requestContext";

/** What a statement is decided against. */
interface StatementRequest {
    action: string;
    /** The token's issuer as host and path. */
    issuer: string;
    context: RequestContext;
    policyVariables: boolean;
    request: DecisionRequest;
}

type Parts = Pick<StatementDecision, "actionMatches" | "conditions"> & { principal: Truth };

type ActionDecision = Pick<Decision, "allowed" | "unchecked" | "reason" | "statements">;

/** Whether something fails that no unknown part of the statement can mend. */
function failsForCertain(
    { actionMatches, principal, conditions }: Parts,
    statement: TrustStatement,
): boolean {
    const isKnown = (below: string): boolean =>
        !statement.partlyUnknown.some((unknown) => unknown.toLowerCase().startsWith(below.toLowerCase()));
    const elementIsKnown = (name: string): boolean =>
        isKnown(`${statement.path}.${name}`) && isKnown(`${statement.path}.Not${name}`);
    return (
        (!actionMatches && elementIsKnown("Action")) ||
        (principal === false && elementIsKnown("Principal")) ||
        conditions.some(({ met, path }) => met === false && isKnown(path))
    );
}

/** What keeps it from being certain that a statement applies, given that nothing fails for certain. */
function doubtsOfStatement({ principal, conditions }: Parts, statement: TrustStatement): Doubt[] {
    return [
        ...(principal === "not-analysed"
            ? [
                  {
                      kind: "guessed-principal" as const,
                      path: statement.path,
                      why: "whom its principal means is not documented",
                  },
              ]
            : []),
        ...conditions
            .filter(({ met }) => met === "not-analysed")
            .map(({ path, why, unchecked = "undocumented-comparison" }) => ({ kind: unchecked, path, why })),
        ...statement.partlyUnknown.map((path) => ({
            kind: "unknown-part" as const,
            path,
            why: "it is not known yet",
        })),
    ];
}

function explain(
    { effect, conditions: asked }: TrustStatement,
    { actionMatches, principal, conditions }: Parts,
    doubts: readonly Doubt[],
    { issuer, action }: StatementRequest,
): string {
    const how = effect === "Allow" ? "taken as met" : "taken as not met";
    const open = conditions
        .filter(({ met }) => met === "not-analysed")
        .map(({ operator, key, why }) => `${operator} on ${key} is not analysed (${why}) and ${how}`);
    const others = doubts
        .filter(({ kind }) => kind === "guessed-principal" || kind === "unknown-part")
        .map(({ path, why }) => `${path}: ${why}, which is ${how}`);
    if (doubts.length > 0) return [...open, ...others].join("; ");
    if (principal === false) return `it does not name the provider of ${issuer}`;
    if (!actionMatches) return `it is not about ${action}`;
    const failed = conditions.filter(({ met }) => met === false);
    if (failed.length > 0)
        return failed.map(({ operator, key, why }) => `${operator} on ${key}: ${why}`).join("; ");
    return asked.length === 0 ? "it has no condition" : "every condition is met";
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
    const parts = {
        actionMatches: statementCoversAction(statement, asked.action),
        principal: statementNamesProvider(statement, asked.issuer, asked.request),
        conditions,
    };
    const fails = failsForCertain(parts, statement);
    const doubts = fails ? [] : doubtsOfStatement(parts, statement);
    // A doubt must never be what keeps somebody out.
    const isAllow = statement.effect === "Allow";
    return {
        path: statement.path,
        effect: statement.effect,
        matched: !fails && (isAllow || doubts.length === 0),
        actionMatches: parts.actionMatches,
        principalMatches: isAllow ? parts.principal !== false : parts.principal === true,
        doubts,
        conditions,
        why: explain(statement, parts, doubts, asked),
    };
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

/** Whole statements that are not known yet, or whose effect is not: each may allow, or deny. */
function hiddenStatements({ statements, partlyUnknown }: TrustDocument): Doubt[] {
    const inStatements = new Set(statements.flatMap((statement) => statement.partlyUnknown));
    return partlyUnknown
        .filter((path) => !inStatements.has(path) && !/^(?:version|id)$/i.test(path))
        .map((path) => ({ kind: "unknown-part", path, why: "it is not known yet" }));
}

function decideAction(
    document: TrustDocument,
    action: string,
    claims: Claims,
    request: DecisionRequest,
): ActionDecision {
    const asked = {
        action,
        issuer: issuerOfClaims(claims) ?? "",
        context: requestContext(claims, request),
        policyVariables: document.hasPolicyVariables,
        request,
    };
    const statements = document.statements.map((statement) => decideStatement(statement, asked));
    const hidden = hiddenStatements(document);
    const denied = statements.some(({ effect, matched }) => effect === "Deny" && matched);
    const granting = statements.filter(({ effect, matched }) => effect === "Allow" && matched);
    const allowed = !denied && (granting.length > 0 || hidden.length > 0);
    const certain = granting.some(({ doubts }) => doubts.length === 0);
    const unchecked = !allowed
        ? []
        : [
              ...statements.flatMap(({ effect, doubts }) => (effect === "Deny" || !certain ? doubts : [])),
              ...hidden,
          ];
    return {
        allowed,
        unchecked,
        reason: reasonOf(statements, action),
        statements,
    };
}

/**
 * Whether a token may assume the role that has this trust policy: the same checks as AssumeRoleWithWebIdentity, the
 * signature left aside. First the token against the provider, if it is given; then every statement, Deny before Allow.
 * `claims` is the token's payload; any JSON value gives a decision, never an exception. What cannot be checked is listed,
 * makes the outcome uncertain, and never keeps a token out.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
 */
export function evaluate(
    document: TrustDocument,
    claims: unknown,
    provider?: DecisionProvider,
    request: DecisionRequest = {},
): Decision {
    const { findings, refusal } = document;
    const payload: Claims =
        typeof claims === "object" && claims !== null && !Array.isArray(claims) ? (claims as Claims) : {};
    const denied = (reason: string, awsError: AwsError): Decision => ({
        outcome: "denied",
        allowed: false,
        unchecked: [],
        statements: [],
        findings,
        reason,
        awsError,
    });
    const refused = refuseToken(payload, provider, request);
    if (refused !== undefined) return denied(refused.reason, refused.error);
    if (refusal !== undefined) {
        const reason = `IAM takes no such trust policy, so no role can have it: ${refusal.path || "it"} ${refusal.message}.`;
        return denied(reason, awsErrors.notAuthorized(assumeRoleWithWebIdentity));
    }
    const decide = (action: string) => ({ action, ...decideAction(document, action, payload, request) });
    const first = decide(assumeRoleWithWebIdentity);
    const decisions = [first, ...furtherActions(payload).map(decide)];
    const { action, ...decision } = decisions.find(({ allowed }) => !allowed) ?? first;
    if (!decision.allowed)
        return { ...decision, outcome: "denied", findings, awsError: awsErrors.notAuthorized(action) };
    const unchecked = distinct([
        ...decisions.flatMap((one) => one.unchecked),
        ...doubtsOfToken(payload, request),
    ]);
    return {
        ...decision,
        outcome: unchecked.length > 0 ? "uncertain" : "allowed",
        unchecked,
        findings,
    };
}

/** Two actions meet the same doubts. */
function distinct(doubts: readonly Doubt[]): Doubt[] {
    return [...new Map(doubts.map((doubt) => [`${doubt.kind} ${doubt.path}`, doubt] as const)).values()];
}
