import { type PatternToken, type ValueSyntax, matchPattern, tokenizeValue } from "../conditions";

/** Stands for `?` among a glob's tokens: exactly one character. */
export const anyCharacter = -1;

/** Stands for `*` among a glob's tokens: any text, the empty one included. It crosses `/` and `:`. */
export const anyText = -2;

/**
 * A value of a condition as what it matches: code points, `anyCharacter` and `anyText`, one after the other.
 * No two `anyText` stand side by side, and no `anyText` stands before an `anyCharacter`.
 */
export type Glob = readonly number[];

/**
 * A condition's value as a glob. A policy variable may become any text, so it is read as `*`: what is concluded from the
 * glob then holds whatever it expands to.
 */
export function globOfValue(text: string, syntax: ValueSyntax): Glob {
    const tokens: number[] = [];
    for (const token of tokenizeValue(text, syntax)) {
        if (token.kind === "text") {
            for (const character of token.text) tokens.push(character.codePointAt(0) ?? 0);
        } else {
            addWildcard(tokens, token.kind === "anyCharacter" ? anyCharacter : anyText);
        }
    }
    return tokens;
}

/** A StringLike value of a policy of the Version 2012-10-17 as a glob. */
export function globOfPattern(text: string): Glob {
    return globOfValue(text, { wildcards: true, variables: true });
}

/** Whether a glob matches one text only. */
export function isLiteral(glob: Glob): boolean {
    return glob.every((token) => token >= 0);
}

/** Whether a glob is nothing but wildcards, such as `*` or `?*`: it says nothing about a subject. */
export function isOnlyWildcards(glob: Glob): boolean {
    return glob.length > 0 && glob.every((token) => token < 0);
}

/** The one text that a literal glob matches. */
export function textOf(glob: Glob): string {
    return glob.map((token) => (token < 0 ? "" : String.fromCodePoint(token))).join("");
}

/** Whether the glob matches the whole text. */
export function globMatches(glob: Glob, text: string): boolean {
    return matchPattern(tokensOf(glob), text).matched;
}

function tokensOf(glob: Glob): PatternToken[] {
    const tokens: PatternToken[] = [];
    let text = "";
    for (const token of glob) {
        if (token >= 0) {
            text += String.fromCodePoint(token);
            continue;
        }
        if (text !== "") tokens.push({ kind: "text", text });
        text = "";
        tokens.push({ kind: token === anyText ? "anyText" : "anyCharacter" });
    }
    if (text !== "") tokens.push({ kind: "text", text });
    return tokens;
}

function addWildcard(tokens: number[], wildcard: number): void {
    const last = tokens.at(-1);
    if (wildcard === anyText && last === anyText) return;
    if (wildcard === anyCharacter && last === anyText) tokens.splice(-1, 1, anyCharacter, anyText);
    else tokens.push(wildcard);
}
