/** What type of value a condition operator compares. */
type ConditionKind = "string" | "numeric" | "date" | "bool" | "binary" | "ip" | "arn" | "null";

/** How an operator compares the request's value with the policy's. */
export type Comparison =
    "equals" | "like" | "less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "network" | "null";

/** What a name without qualifier and suffix stands for. */
interface BaseOperator {
    kind: ConditionKind;
    comparison: Comparison;
    /** Whether the operator is met where no value matches: `StringNotEquals` and its kin. */
    negated: boolean;
    /** Whether `*` and `?` in a policy value are wildcards. */
    pattern: boolean;
    ignoreCase: boolean;
}

/** A condition operator as IAM understands it. */
export interface ConditionOperator extends BaseOperator {
    /** The operator without qualifier and suffix, such as `StringLike`. */
    base: string;
    /** The set qualifier, if there is one. */
    qualifier?: "ForAnyValue" | "ForAllValues";
    /** Whether it ends in `IfExists`: then it is met where the key is absent. */
    ifExists: boolean;
}

function operator(kind: ConditionKind, comparison: Comparison, negated = false): BaseOperator {
    return { kind, comparison, negated, pattern: comparison === "like", ignoreCase: false };
}

/**
 * Every condition operator, without set qualifier and `IfExists`. `ArnEquals` and `ArnLike` are the same operator.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", read in November 2026.
 */
export const conditionOperators: ReadonlyMap<string, Readonly<BaseOperator>> = new Map([
    ["StringEquals", operator("string", "equals")],
    ["StringNotEquals", operator("string", "equals", true)],
    ["StringEqualsIgnoreCase", { ...operator("string", "equals"), ignoreCase: true }],
    ["StringNotEqualsIgnoreCase", { ...operator("string", "equals", true), ignoreCase: true }],
    ["StringLike", operator("string", "like")],
    ["StringNotLike", operator("string", "like", true)],
    ["NumericEquals", operator("numeric", "equals")],
    ["NumericNotEquals", operator("numeric", "equals", true)],
    ["NumericLessThan", operator("numeric", "less")],
    ["NumericLessThanEquals", operator("numeric", "lessOrEqual")],
    ["NumericGreaterThan", operator("numeric", "greater")],
    ["NumericGreaterThanEquals", operator("numeric", "greaterOrEqual")],
    ["DateEquals", operator("date", "equals")],
    ["DateNotEquals", operator("date", "equals", true)],
    ["DateLessThan", operator("date", "less")],
    ["DateLessThanEquals", operator("date", "lessOrEqual")],
    ["DateGreaterThan", operator("date", "greater")],
    ["DateGreaterThanEquals", operator("date", "greaterOrEqual")],
    ["Bool", operator("bool", "equals")],
    ["BinaryEquals", operator("binary", "equals")],
    ["IpAddress", operator("ip", "network")],
    ["NotIpAddress", operator("ip", "network", true)],
    ["ArnEquals", operator("arn", "like")],
    ["ArnLike", operator("arn", "like")],
    ["ArnNotEquals", operator("arn", "like", true)],
    ["ArnNotLike", operator("arn", "like", true)],
    ["Null", operator("null", "null")],
]);

const qualifiers = ["ForAnyValue", "ForAllValues"] as const;

const ifExistsSuffix = "IfExists";

/**
 * The operator that a text names, or undefined where IAM has none of that name. Names are taken in their documented
 * spelling only. `Null` takes neither a set qualifier nor `IfExists`.
 */
export function parseOperator(text: string): ConditionOperator | undefined {
    const qualifier = qualifiers.find((name) => text.startsWith(`${name}:`));
    const unqualified = qualifier === undefined ? text : text.slice(qualifier.length + 1);
    const ifExists = unqualified.endsWith(ifExistsSuffix);
    const base = ifExists ? unqualified.slice(0, -ifExistsSuffix.length) : unqualified;
    const found = conditionOperators.get(base);
    if (found === undefined || (found.kind === "null" && (ifExists || qualifier !== undefined)))
        return undefined;
    return { ...found, base, ifExists, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** The documented spelling of an operator that is written in another case, if there is one: `stringlike` gives `StringLike`. */
export function respellOperator(text: string): string | undefined {
    const wanted = text.toLowerCase();
    const prefixes = ["", ...qualifiers.map((name) => `${name}:`)];
    const suffixes = ["", ifExistsSuffix];
    for (const base of conditionOperators.keys()) {
        for (const prefix of prefixes) {
            for (const suffix of suffixes) {
                const name = prefix + base + suffix;
                if (name.toLowerCase() === wanted && parseOperator(name) !== undefined) return name;
            }
        }
    }
    return undefined;
}
