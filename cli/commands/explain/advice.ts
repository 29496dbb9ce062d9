import { awsErrors } from "../../../trust/aws";
import {
    type Claims,
    type Decision,
    type DecisionProvider,
    type DecisionRequest,
    evaluate,
    issuerOfClaims,
} from "../../../trust/decision";
import { isObject, readTrustDocument, type TrustDocument } from "../../../trust/document";
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
    /** The trust policy, read once. */
    document: TrustDocument;
    claims: Claims;
    /** The account's provider for the token's issuer. Absent: unknown. */
    provider?: DecisionProvider;
    /** Set where it is known that the account has no provider for the token's issuer. */
    hasNoProvider?: true;
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
            return withProvider(situation, change);
        case "statement":
            return { ...situation, document: changedDocument(situation.document, change.index, change.edit) };
    }
}

/** Decides the situation as STS does; where the account has no provider for the issuer, STS looks no further. */
export function decide(
    { document, claims, provider, hasNoProvider }: Situation,
    request: DecisionRequest,
): Decision {
    const decision = evaluate(document, claims, provider, request);
    const { awsError } = decision;
    const iss = claims["iss"];
    if (hasNoProvider !== true || typeof iss !== "string") return decision;
    if (awsError !== undefined && awsError.kind !== "not-authorized") return decision;
    return {
        ...decision,
        outcome: "denied",
        allowed: false,
        unchecked: [],
        reason: `The account has no OIDC provider for ${iss}.`,
        awsError: awsErrors.noProvider(iss),
        statements: [],
    };
}

function withProvider(situation: Situation, change: { url?: string; audience?: string }): Situation {
    const { provider, document, claims, hasNoProvider } = situation;
    if (hasNoProvider === true && change.url !== undefined)
        return { document, claims, provider: { url: change.url } };
    return provider === undefined ? situation : { ...situation, provider: changedProvider(provider, change) };
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

/** A document with one statement changed; this is another document, so it is read anew. */
function changedDocument(document: TrustDocument, index: number, edit: StatementEdit): TrustDocument {
    const copy: unknown = structuredClone(document.raw);
    if (!isObject(copy)) return document;
    const list: unknown = copy["Statement"];
    const statements: unknown[] = Array.isArray(list) ? list : [list];
    const statement = statements[index];
    if (edit.kind === "leave-out") statements.splice(index, 1);
    else if (isObject(statement)) editStatement(statement, edit);
    return readTrustDocument({ ...copy, Statement: statements });
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
        // Where the right key is there already, the misspelled one adds nothing.
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
        const decision = decide(current, request);
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
    const nearest = nearestOf(allows);
    if (nearest !== undefined && !nearest.decided.matched) return allowAdvice(nearest)[0];
    const denial = statements.find(({ decided }) => decided.effect === "Deny" && decided.matched);
    return denial === undefined ? undefined : denyAdvice(denial);
}

function nearestOf(allows: readonly DecidedStatement[]): DecidedStatement | undefined {
    return [...allows].sort((a, b) => distance(a) - distance(b))[0];
}

/** The way of a role that is nearest to a job that does not get in. */
export interface NearestWay {
    /** JSON path of the subject, or of the statement where no subject stands against the job. */
    path: string;
    /** The subject or pattern that comes nearest to the job's. */
    subject?: string;
}

/** Which way of the role is nearest to the job; undefined where no statement allows anything. */
export function nearestWay(
    decision: Decision,
    situation: Situation,
    request: DecisionRequest,
): NearestWay | undefined {
    const nearest = nearestOf(
        decidedStatements(decision, situation, request).filter(({ decided }) => decided.effect === "Allow"),
    );
    if (nearest === undefined) return undefined;
    const { read, claims, issuer } = nearest;
    const values = read.conditions
        .filter(
            ({ keyName, operator }) =>
                keyName === `${issuer.toLowerCase()}:sub` &&
                operator?.negated === false &&
                operator.kind === "string",
        )
        .flatMap((block) => block.values)
        .map((value) => ({ ...value, ...subjectMiss(String(claims["sub"]), value.text) }))
        .sort((a, b) => a.distance - b.distance);
    const [value] = values;
    return value === undefined ? { path: read.path } : { path: value.path, subject: value.text };
}

/** Every statement that was decided, with what was read. */
function decidedStatements(
    decision: Decision,
    { document, claims, provider }: Situation,
    request: DecisionRequest,
): DecidedStatement[] {
    return decision.statements.flatMap((decided) => {
        const read = document.statements.find(({ path }) => path === decided.path);
        if (read === undefined) return [];
        return {
            read,
            decided,
            index: read.index,
            issuer: issuerOfClaims(claims) ?? "",
            claims,
            policyVariables: document.hasPolicyVariables,
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
