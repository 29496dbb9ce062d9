import {
    type Claims,
    type Decision,
    type DecisionProvider,
    type DecisionRequest,
    evaluate,
    issuerOfClaims,
} from "../../../trust/decision";
import { isObject, readJson, readTrustDocument } from "../../../trust/document";
import { subjectMiss } from "./claimAdvice";
import { allowAdvice, type DecidedStatement, denyAdvice, failedConditions, tokenAdvice } from "./tokenAdvice";

/** One thing that stands between a job and a role. */
export interface Advice {
    /** JSON path of the condition or statement in the trust policy; `token` or `provider` where it is about these. */
    path: string;
    /** What does not fit, as a sentence without full stop. */
    reason: string;
    /** What to do, as sentences. */
    fix: string;
    /** The same for a machine: with all changes of an explanation made, the job can assume the role. */
    change: Change;
}

/** What a decision is made from. */
export interface Situation {
    /** The trust policy, parsed. */
    document: unknown;
    claims: Claims;
    provider?: DecisionProvider;
}

/** One change to one statement. */
export type StatementEdit =
    | { kind: "leave-out" }
    /** The provider that it trusts, as ARN. */
    | { kind: "trust"; principal: string }
    | { kind: "allow"; action: string }
    /** What a condition wants; an empty list takes the condition away. */
    | { kind: "want"; operator: string; key: string; values: readonly string[] }
    | { kind: "rename-key"; operator: string; key: string; to: string };

/** One change that a person can make: to the job and so to its claims, to the provider, or to the trust policy. */
type Change =
    | { on: "claims"; claim: string; value: string | number }
    | { on: "provider"; url?: string; audience?: string }
    | { on: "statement"; index: number; edit: StatementEdit };

/** The situation after a change. What was given stays as it is. */
export function applyChange(situation: Situation, change: Change): Situation {
    switch (change.on) {
        case "claims":
            return { ...situation, claims: { ...situation.claims, [change.claim]: change.value } };
        case "provider":
            return situation.provider === undefined
                ? situation
                : { ...situation, provider: changedProvider(situation.provider, change) };
        case "statement":
            return { ...situation, document: changedDocument(situation.document, change.index, change.edit) };
    }
}

function changedProvider(
    provider: DecisionProvider,
    { url, audience }: { url?: string; audience?: string },
): DecisionProvider {
    return {
        ...provider,
        ...(url === undefined ? {} : { url }),
        ...(audience === undefined ? {} : { audiences: [...(provider.audiences ?? []), audience] }),
    };
}

function changedDocument(document: unknown, index: number, edit: StatementEdit): unknown {
    const copy: unknown = typeof document === "string" ? readJson(document).value : structuredClone(document);
    if (!isObject(copy)) return copy;
    const list: unknown = copy["Statement"];
    const statements: unknown[] = Array.isArray(list) ? list : [list];
    const statement = statements[index];
    if (edit.kind === "leave-out") statements.splice(index, 1);
    else if (isObject(statement)) editStatement(statement, edit);
    return { ...copy, Statement: statements };
}

function editStatement(
    statement: Record<string, unknown>,
    edit: Exclude<StatementEdit, { kind: "leave-out" }>,
): void {
    if (edit.kind === "trust") {
        delete statement["NotPrincipal"];
        statement["Principal"] = { Federated: edit.principal };
        return;
    }
    if (edit.kind === "allow") {
        delete statement["NotAction"];
        statement["Action"] = edit.action;
        return;
    }
    const conditions = isObject(statement["Condition"]) ? statement["Condition"] : {};
    statement["Condition"] = conditions;
    const found = conditions[edit.operator];
    const block = isObject(found) ? found : {};
    conditions[edit.operator] = block;
    if (edit.kind === "rename-key") {
        // Where the right key is there already, the misspelt one adds nothing.
        block[edit.to] ??= block[edit.key];
        delete block[edit.key];
    } else if (edit.values.length > 0) block[edit.key] = [...edit.values];
    else delete block[edit.key];
    if (Object.keys(block).length === 0) Reflect.deleteProperty(conditions, edit.operator);
}

/** Advice is asked for anew after each change; a document of this depth of trouble is best written anew. */
const mostRounds = 12;

/**
 * Everything that stands between a job and a role, nearest statement first: each advice is tried, and the decision made
 * anew, until the job can assume the role. `turns` says whether it then does; it does not where the policy cannot be read.
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
function decidedStatements(
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
