import { BlockList, isIP } from "node:net";
import { type RequestContext, type Truth, allOf } from "./model";
import type { Comparison, ConditionOperator } from "./operators";
import {
    type ResolvedValue,
    type ValueToken,
    matchPattern,
    plainText,
    resolveVariables,
    tokenizeValue,
} from "./patterns";

/** A policy value, ready to be compared with many of the request's values. */
export type PreparedValue = ResolvedValue & { text: string };

/** Whether policy variables are written in values below an operator: string and ARN operators only. */
function takesVariables({ kind }: ConditionOperator): boolean {
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

function order(left: number, right: number, comparison: Comparison): Truth {
    switch (comparison) {
        case "equals":
            return left === right;
        case "less":
            return left < right;
        case "lessOrEqual":
            return left <= right;
        case "greater":
            return left > right;
        case "greaterOrEqual":
            return left >= right;
        case "like":
        case "network":
        case "null":
            return "not-analysed";
    }
}

function numberOf(text: string): number | undefined {
    return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970 of an ISO 8601 date, or of seconds since 1970: the two forms that IAM takes. */
function timeOf(text: string): number | undefined {
    if (/^\d{1,12}$/.test(text) && text.length !== 4) return Number(text) * 1000;
    if (!/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.test(text))
        return undefined;
    // Without a zone a date is UTC; Date.parse takes local time once there is an hour.
    const time = Date.parse(/T.*[^Z]$/.test(text) && !/[+-]\d\d:\d\d$/.test(text) ? `${text}Z` : text);
    return Number.isNaN(time) ? undefined : time;
}

/** Compares two numbers in decimal notation. Something else than a number is not analysed. */
export function compareNumbers(request: string, policy: string, comparison: Comparison): Truth {
    const [left, right] = [numberOf(request), numberOf(policy)];
    return left === undefined || right === undefined ? "not-analysed" : order(left, right, comparison);
}

/** Compares two points in time, each an ISO 8601 date or seconds since 1970. */
export function compareDates(request: string, policy: string, comparison: Comparison): Truth {
    const [left, right] = [timeOf(request), timeOf(policy)];
    return left === undefined || right === undefined ? "not-analysed" : order(left, right, comparison);
}

/** Compares two booleans, `true` or `false` in any case. */
export function compareBooleans(request: string, policy: string): Truth {
    const isBoolean = (text: string): boolean => /^(true|false)$/i.test(text);
    if (!isBoolean(request) || !isBoolean(policy)) return "not-analysed";
    return request.toLowerCase() === policy.toLowerCase();
}

/** Whether an address lies in a network in CIDR notation, or is the one address that the policy names. IPv4 and IPv6. */
export function isInNetwork(request: string, policy: string): Truth {
    const [network = "", prefixText] = policy.split("/");
    const family = isIP(network);
    const requestFamily = isIP(request);
    const longest = family === 6 ? 128 : 32;
    const prefix =
        prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
    if (family === 0 || requestFamily === 0 || prefix < 0 || prefix > longest) return "not-analysed";
    if (family !== requestFamily) return false;
    const name = family === 6 ? "ipv6" : "ipv4";
    const list = new BlockList();
    list.addSubnet(network, prefix, name);
    return list.check(request, name);
}
