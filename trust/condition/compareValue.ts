import { matchPattern } from "./matchPattern";
import type { ConditionOperator } from "./operators";
import type { RequestContext } from "./requestContext";
import { plainText, resolveVariables, type ResolvedValue } from "./resolveVariables";
import { allOf, type Truth } from "./truth";
import { compareBooleans, compareDates, compareNumbers, isInNetwork } from "./typedComparisons";
import { tokenizeValue, type ValueToken } from "./valueTokens";

/** A policy value, ready to be compared with many of the request's values. */
export type PreparedValue = ResolvedValue & { text: string };

/** Whether policy variables are written in values below an operator: string and ARN operators only. */
export function takesVariables({ kind }: ConditionOperator): boolean {
    return kind === "string" || kind === "arn";
}

/** Reads a policy value as its operator demands, and puts the request's values in the place of its variables. */
export function prepareValue(
    text: string,
    operator: ConditionOperator,
    context: RequestContext,
    policyVariables: boolean,
): PreparedValue {
    const syntax = { wildcards: operator.pattern, variables: policyVariables && takesVariables(operator) };
    return { ...resolveVariables(tokenizeValue(text, syntax), context), text };
}

/** The six parts of an ARN, each as tokens: the last one may hold colons. Undefined for anything with fewer parts. */
function partsOfArn(tokens: readonly ValueToken[]): ValueToken[][] | undefined {
    const parts: ValueToken[][] = [[]];
    for (const token of tokens) {
        if (token.kind !== "text") {
            parts.at(-1)?.push(token);
            continue;
        }
        const pieces = token.text.split(":");
        pieces.forEach((piece, index) => {
            const rest = parts.length === 6 && index > 0;
            if (index > 0 && !rest) parts.push([]);
            parts.at(-1)?.push({ kind: "text", text: rest ? `:${piece}` : piece });
        });
    }
    return parts.length === 6 ? parts : undefined;
}

/** Each of the six parts is matched by itself: a wildcard does not cross from one part into the next. */
function compareArns(request: string, value: PreparedValue & { state: "resolved" }): Truth {
    const wanted = partsOfArn(value.tokens);
    const given = partsOfArn([{ kind: "text", text: request }]);
    if (wanted === undefined || given === undefined) return "not-analysed";
    return allOf(
        wanted.map((part, index) => {
            const plain = (given[index] ?? [])
                .map((token) => (token.kind === "text" ? token.text : ""))
                .join("");
            return matchPattern(
                part.filter((token) => token.kind !== "variable" && token.kind !== "malformed"),
                plain,
            ).matched;
        }),
    );
}

/** Compares one value of the request with one of the policy, negation, qualifier and `IfExists` left aside. */
export function compareValue(request: string, value: PreparedValue, operator: ConditionOperator): Truth {
    if (value.state === "not-analysed") return "not-analysed";
    if (value.state === "no-value") return false;
    const text = plainText(value.tokens);
    switch (operator.kind) {
        case "string":
            if (operator.pattern) return matchPattern(value.tokens, request).matched;
            return operator.ignoreCase ? request.toLowerCase() === text.toLowerCase() : request === text;
        case "numeric":
            return compareNumbers(request, text, operator.comparison);
        case "date":
            return compareDates(request, text, operator.comparison);
        case "bool":
            return compareBooleans(request, text);
        case "binary":
            return request === text;
        case "ip":
            return isInNetwork(request, text);
        case "arn":
            return compareArns(request, value);
        case "null":
            return "not-analysed";
    }
}
