import { type Decision, type DecisionRequest, evaluate, issuerOfClaims } from "../../trust/decision";
import { readTrustDocument } from "../../trust/document";
import type { Advice } from "./advice";
import { applyChange, type Situation } from "./change";
import { allowAdvice, type DecidedStatement, denyAdvice, failedConditions } from "./statementAdvice";
import { subjectMiss } from "./subjectMiss";
import { tokenAdvice } from "./tokenAdvice";

/** Advice is asked for anew after each change; a document of this depth of trouble is best written anew. */
const mostRounds = 12;

/**
 * Everything that stands between a job and a role, nearest statement first: each advice is tried, and the decision made
 * anew, until the job gets in. `turns` says whether it then does; it does not where the policy cannot be read.
 */
export function findAdvice(
    situation: Situation,
    request: DecisionRequest,
): { advice: Advice[]; turns: boolean } {
    const advice: Advice[] = [];
    let current = situation;
    for (let round = 0; round < mostRounds; round++) {
        const decision = evaluate(
            readTrustDocument(current.document),
            current.claims,
            current.provider,
            request,
        );
        if (decision.allowed) return { advice, turns: true };
        const next =
            tokenAdvice(decision, current, request.at ?? 0) ?? policyAdvice(decision, current, request);
        if (next === undefined) break;
        advice.push(next);
        current = applyChange(current, next.change);
    }
    return { advice, turns: false };
}

/** The first thing to change in a trust policy that was looked at and said no. */
function policyAdvice(
    decision: Decision,
    situation: Situation,
    request: DecisionRequest,
): Advice | undefined {
    const statements = decidedStatements(decision, situation, request);
    const allows = statements.filter(({ decided }) => decided.effect === "Allow");
    const nearest = [...allows].sort((a, b) => distance(a) - distance(b))[0];
    if (nearest !== undefined && !nearest.decided.matched) return allowAdvice(nearest)[0];
    const denial = statements.find(({ decided }) => decided.effect === "Deny" && decided.matched);
    return denial === undefined ? undefined : denyAdvice(denial);
}

/** Every statement that was decided, with what was read. */
export function decidedStatements(
    decision: Decision,
    { document, claims, provider }: Situation,
    request: DecisionRequest,
): DecidedStatement[] {
    const policy = readTrustDocument(document);
    return decision.statements.flatMap((decided) => {
        const read = policy?.statements.find(({ path }) => path === decided.path);
        const index = Number(/^Statement\[(\d+)\]/.exec(decided.path)?.[1] ?? 0);
        if (read === undefined || policy === undefined) return [];
        return {
            read,
            decided,
            index,
            issuer: issuerOfClaims(claims) ?? "",
            claims,
            policyVariables: policy.hasPolicyVariables,
            request,
            ...(provider === undefined ? {} : { provider }),
        };
    });
}

/** How much would have to change for a statement to apply; less is nearer. */
function distance({ decided, claims }: DecidedStatement): number {
    if (decided.matched) return 0;
    const failed = failedConditions(decided);
    const subject = failed.find(({ key }) => key.toLowerCase().endsWith(":sub"));
    const misses = (subject?.wanted ?? []).map((value) => subjectMiss(String(claims["sub"]), value).distance);
    return (
        (decided.principalMatches ? 0 : 3000) +
        (decided.actionMatches ? 0 : 3000) +
        failed.length * 200 +
        (misses.length === 0 ? 0 : Math.min(...misses))
    );
}
