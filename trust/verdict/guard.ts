import { type ConditionBlock, type PolicyValue, tokenizeValue } from "../conditions";

/** What a condition does as a guard, from its operator alone. */
export type GuardKind =
    /** Keeps out whoever has another value. */
    | "positive"
    /** Keeps out the named values and lets in all others, and whoever has no value. */
    | "negative"
    /** Tests presence. */
    | "null"
    /** Compares texts as numbers, dates, addresses...: what comes of it is not documented. */
    | "other-type"
    /** No operator that IAM knows. */
    | "unknown";

/** What a condition does as a guard. */
export function guardKind({ operator }: ConditionBlock): GuardKind {
    if (operator === undefined) return "unknown";
    if (operator.kind === "null") return "null";
    if (operator.kind !== "string") return "other-type";
    return operator.negated ? "negative" : "positive";
}

/** Whether a condition is met by whoever has no value for the key at all. */
export function passesWhenAbsent(block: ConditionBlock): boolean {
    const { operator } = block;
    if (operator === undefined) return false;
    if (operator.kind === "null") return block.values.some(({ text }) => text.toLowerCase() === "true");
    return (
        operator.ifExists ||
        operator.qualifier === "ForAllValues" ||
        (operator.negated && operator.qualifier !== "ForAnyValue")
    );
}

/**
 * The texts that a condition confines a key to; undefined where it does not: another operator, one that is met without
 * a value, a wildcard, a policy variable, no value at all.
 */
export function pinnedTexts(block: ConditionBlock, variables: boolean): string[] | undefined {
    if (guardKind(block) !== "positive" || passesWhenAbsent(block) || block.values.length === 0)
        return undefined;
    const texts = block.values.map(({ text }) =>
        literalText(text, block.operator?.pattern ?? false, variables),
    );
    return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** Whether a value has `*` or `?` where its operator takes them literally. `${*}` and its kin are meant literally. */
export function hasLiteralWildcard(block: ConditionBlock, value: PolicyValue, variables: boolean): boolean {
    const exact = block.operator?.kind === "string" && !block.operator.pattern;
    return (
        exact &&
        tokenizeValue(value.text, { wildcards: true, variables }).some(
            ({ kind }) => kind === "anyText" || kind === "anyCharacter",
        )
    );
}

function literalText(text: string, wildcards: boolean, variables: boolean): string | undefined {
    const tokens = tokenizeValue(text, { wildcards, variables });
    if (tokens.length === 0) return "";
    const [only] = tokens;
    return tokens.length === 1 && only?.kind === "text" ? only.text : undefined;
}
