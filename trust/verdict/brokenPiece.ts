import { limits } from "../aws";
import { tokenizeValue } from "../conditions";
import { findUnknownMarker } from "../document";

/** What a template or program leaves behind in a text when it was not filled in, with what it is. */
const leftovers: readonly (readonly [form: RegExp, what: string])[] = [
    [/Calling \[toString\] on an \[Output<T>\]/, "an Output that was turned into text"],
    [/\[object [A-Za-z]+\]/, "an object that was turned into text"],
    [
        /(?<=[:/])(?:undefined|null|NaN|None)(?=[:/]|$)|^(?:undefined|null|NaN|None)$/,
        "a missing value that was turned into text",
    ],
    [/\{\{[^}]*\}\}|\{%[^%]*%\}/, "a template's placeholder"],
    [/\$\([^)]*\)|\$\[[^\]]*\]/, "a template's placeholder"],
    [/(?<![\w}])\$[A-Z][A-Z0-9_]{2,}/, "a shell variable"],
    [/<[A-Za-z][A-Za-z0-9 _-]*>/, "a placeholder"],
    [
        /\b(?:AWS_ACCOUNT(?:_ID)?|ACCOUNT_ID|YOUR[_-][A-Z_]+|GITLAB_(?:GROUP|PROJECT)|PROJECT_PATH)\b/,
        "a placeholder",
    ],
];

/** A piece of a value that should have been replaced before the policy was written. */
export interface BrokenPiece {
    piece: string;
    what: string;
}

/**
 * The first piece of a value on `sub` that was left by a template or program. `${key:name}` is a policy variable of
 * AWS, so only a name without a colon is a leftover. No more of the text is looked at than a whole policy may have. `variables`: whether the policy's version has policy variables.
 */
export function brokenPiece(text: string, variables: boolean): BrokenPiece | undefined {
    // Pulumi's markers of unknown values are reported by the rule on readable policies.
    if (findUnknownMarker(text) !== undefined)
        return { piece: text, what: "a value that is unknown at preview" };
    const beginning = text.slice(0, limits.trustPolicyLengthOnRequest);
    for (const [form, what] of leftovers) {
        const piece = form.exec(beginning)?.[0];
        if (piece !== undefined) return { piece, what };
    }
    for (const token of tokenizeValue(text, { wildcards: true, variables: true })) {
        if (token.kind === "malformed") return { piece: token.text, what: "an unexpanded variable" };
        if (
            token.kind === "variable" &&
            (!variables || (!token.key.includes(":") && token.defaultText === undefined))
        ) {
            return { piece: `\${${token.key}}`, what: "an unexpanded variable" };
        }
    }
    return undefined;
}
