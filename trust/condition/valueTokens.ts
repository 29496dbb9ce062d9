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
