import type { Claims, DecisionProvider } from "../../trust/decision";
import { isObject, readJson } from "../../trust/document";

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
export type Change =
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
