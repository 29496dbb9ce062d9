import type { RequestContext } from "./model";

/** A piece of a condition value. */
export type ValueToken =
    /** Characters that stand for themselves. */
    | { kind: "text"; text: string }
    /** `*`: any characters, or none. It crosses `/` and `:`. */
    | { kind: "anyText" }
    /** `?`: exactly one character, whatever it is. */
    | { kind: "anyCharacter" }
    /** `${key}` or `${key, 'default'}`: the request's value of that key, or the default where the request has none. */
    | { kind: "variable"; key: string; defaultText?: string }
    /** `${` without an end or with something in it that is no variable: what IAM makes of it is not documented. */
    | { kind: "malformed"; text: string };

/** How a value is to be read; it depends on the operator and on the document's Version. */
export interface ValueSyntax {
    /** Whether `*` and `?` are wildcards: below StringLike, ArnLike and their kin. */
    wildcards: boolean;
    /** Whether `${…}` is a policy variable: with Version 2012-10-17, and below string and ARN operators only. */
    variables: boolean;
}

// No policy is longer: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
const longestVariable = 10_240;

// The key may be preceded and followed by spaces; a quote inside the default is doubled.
const variableForm = /^\s*([^\s,'"{}$*?]+)\s*(?:,\s*'((?:[^']|'')*)'\s*)?$/;

/** The end of the variable that begins at `start`, behind its brace; a quoted default may hold braces. */
function endOfVariable(value: string, start: number): number | undefined {
    let quoted = false;
    for (let index = start + 2; index < value.length; index++) {
        if (value[index] === "'") quoted = !quoted;
        if (value[index] === "}" && !quoted) return index + 1;
    }
    return undefined;
}

function variableToken(inside: string, whole: string): ValueToken {
    // The three characters with a meaning of their own, written as themselves.
    if (inside === "*" || inside === "?" || inside === "$") return { kind: "text", text: inside };
    const [, key, defaultText] = inside.length > longestVariable ? [] : (variableForm.exec(inside) ?? []);
    if (key === undefined) return { kind: "malformed", text: whole };
    return {
        kind: "variable",
        key,
        ...(defaultText === undefined ? {} : { defaultText: defaultText.replaceAll("''", "'") }),
    };
}

/**
 * Takes a condition value apart. Neighbouring texts are one token. `${*}`, `${?}` and `${$}` are plain characters.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html ("Specifying default
 * values", "Special characters").
 */
export function tokenizeValue(value: string, { wildcards, variables }: ValueSyntax): ValueToken[] {
    const tokens: ValueToken[] = [];
    let text = "";
    const push = (token: ValueToken): void => {
        if (token.kind === "text") {
            text += token.text;
            return;
        }
        if (text !== "") tokens.push({ kind: "text", text });
        text = "";
        tokens.push(token);
    };
    for (let index = 0; index < value.length; index++) {
        const character = value.charAt(index);
        if (wildcards && character === "*") push({ kind: "anyText" });
        else if (wildcards && character === "?") push({ kind: "anyCharacter" });
        else if (variables && character === "$" && value[index + 1] === "{") {
            const end = endOfVariable(value, index);
            const whole = value.slice(index, end);
            push(
                end === undefined
                    ? { kind: "malformed", text: whole }
                    : variableToken(whole.slice(2, -1), whole),
            );
            index = (end ?? value.length) - 1;
        } else {
            text += character;
        }
    }
    if (text !== "") tokens.push({ kind: "text", text });
    return tokens;
}

/** A piece of a pattern that holds no variables (any more). */
export type PatternToken = { kind: "text"; text: string } | { kind: "anyText" } | { kind: "anyCharacter" };

/** The outcome of a match, with what it cost. */
interface PatternMatch {
    matched: boolean;
    /** Comparisons made: at most (characters of the value + 1) times (characters of the pattern + 1). */
    steps: number;
}

type Unit = string | typeof anyText | typeof anyCharacter;

const anyText = Symbol("any text");

const anyCharacter = Symbol("any character");

/** `?` stands for one character, not for half of a surrogate pair: both sides are split by code point. */
function unitsOf(tokens: readonly PatternToken[]): Unit[] {
    const units: Unit[] = [];
    for (const token of tokens) {
        if (token.kind === "text") for (const character of token.text) units.push(character);
        else if (token.kind === "anyCharacter") units.push(anyCharacter);
        // A second star beside the first says nothing new.
        else if (units.at(-1) !== anyText) units.push(anyText);
    }
    return units;
}

/**
 * Whether a whole value fits a pattern, as IAM's StringLike compares: with regard to case, and with `*` and `?` that
 * cross every character. Greedy with one point of return, the latest star: an earlier star never has to take more than
 * it has taken, so the cost cannot explode.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */
export function matchPattern(tokens: readonly PatternToken[], value: string): PatternMatch {
    const units = unitsOf(tokens);
    const characters = Array.from(value);
    let [unit, character, steps] = [0, 0, 0];
    let star: { unit: number; character: number } | undefined;
    while (character < characters.length) {
        steps++;
        const wanted = units[unit];
        if (wanted === anyText) {
            star = { unit: ++unit, character };
        } else if (wanted === anyCharacter || (wanted !== undefined && wanted === characters[character])) {
            unit++;
            character++;
        } else if (star !== undefined) {
            // The star takes one more character.
            character = ++star.character;
            unit = star.unit;
        } else {
            return { matched: false, steps };
        }
    }
    while (units[unit] === anyText) unit++;
    return { matched: unit === units.length, steps };
}

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
            return { state: "not-analysed", why: `"${token.text}" is not a policy variable` };
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
