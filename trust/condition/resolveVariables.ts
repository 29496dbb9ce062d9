import type { PatternToken } from "./matchPattern";
import type { RequestContext } from "./requestContext";
import type { ValueToken } from "./valueTokens";

/** A policy value with the request's values in the place of its variables, or why there is none. */
export type ResolvedValue =
    | { state: "resolved"; tokens: PatternToken[] }
    /** A variable has no value in this request: nothing is equal to such a value, or like it. */
    | { state: "no-value"; key: string }
    | { state: "not-analysed"; why: string };

/**
 * Puts the request's values in the place of policy variables. A variable without value and without default makes the
 * whole value match nothing, so that a negated operator is met by it; a multivalued key cannot be a variable.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html ("Policy variables with no value").
 */
export function resolveVariables(tokens: readonly ValueToken[], context: RequestContext): ResolvedValue {
    const resolved: PatternToken[] = [];
    for (const token of tokens) {
        if (token.kind === "malformed")
            return { state: "not-analysed", why: `"${token.text}" is no policy variable` };
        if (token.kind !== "variable") {
            resolved.push(token);
            continue;
        }
        const found = context.lookUp(token.key.toLowerCase());
        if (found.state === "unknown") return { state: "not-analysed", why: found.why };
        if (found.state === "present" && found.values.length > 1) {
            return {
                state: "not-analysed",
                why: `${token.key} has several values and cannot be a policy variable`,
            };
        }
        const text = found.state === "present" ? found.values[0] : token.defaultText;
        if (text === undefined) return { state: "no-value", key: token.key };
        if (/[*?]/.test(text)) {
            return {
                state: "not-analysed",
                why: `whether "*" and "?" in the value of ${token.key} are wildcards is not documented`,
            };
        }
        resolved.push({ kind: "text", text });
    }
    return { state: "resolved", tokens: resolved };
}

/** The text of tokens that hold no wildcard. */
export function plainText(tokens: readonly PatternToken[]): string {
    return tokens
        .map((token) => (token.kind === "text" ? token.text : token.kind === "anyText" ? "*" : "?"))
        .join("");
}
