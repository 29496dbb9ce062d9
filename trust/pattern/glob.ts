/** Stands for `?` among a glob's tokens: exactly one character. */
export const anyCharacter = -1;

/** Stands for `*` among a glob's tokens: any text, the empty one included. It crosses `/` and `:`. */
export const anyText = -2;

/**
 * A value of a condition as what it matches: code points, `anyCharacter` and `anyText`, one after the other.
 * No two `anyText` stand side by side, and no `anyText` stands before an `anyCharacter`.
 */
export type Glob = readonly number[];

const escapes = new Map([
    ["${*}", "*"],
    ["${?}", "?"],
    ["${$}", "$"],
]);

/**
 * A StringLike value as a glob. `${*}`, `${?}` and `${$}` are the literal characters; any other policy variable
 * may become any text, so it is read as `*`: what is concluded from the glob then holds whatever it expands to.
 * (AWS IAM User Guide, "IAM policy elements: Variables and tags".)
 *
 * `variables` is false for a policy of the version 2008-10-17, where `${…}` is plain text. Default: true.
 */
export function globOfPattern(text: string, variables = true): Glob {
    const tokens: number[] = [];
    for (const piece of text.match(/\$\{[^}]*\}|[^]/gu) ?? []) {
        const literal = variables && piece.length > 1 && piece.startsWith("${") ? escapes.get(piece) : piece;
        if (literal === undefined || piece === "*") addWildcard(tokens, anyText);
        else if (piece === "?") addWildcard(tokens, anyCharacter);
        else for (const character of literal) tokens.push(codePoint(character));
    }
    return tokens;
}

/** An exact operator's value as a glob: `*` and `?` are characters like any other there. */
export function globOfText(text: string, variables = true): Glob {
    const tokens: number[] = [];
    for (const piece of text.match(/\$\{[^}]*\}|[^]/gu) ?? []) {
        const literal = variables && piece.length > 1 && piece.startsWith("${") ? escapes.get(piece) : piece;
        if (literal === undefined) addWildcard(tokens, anyText);
        else for (const character of literal) tokens.push(codePoint(character));
    }
    return tokens;
}

/** Whether a glob matches one text only. */
export function isLiteral(glob: Glob): boolean {
    return glob.every((token) => token >= 0);
}

/** Whether a glob is nothing but wildcards, such as `*`, `?*`, or the empty text: it says nothing about a subject. */
export function isOnlyWildcards(glob: Glob): boolean {
    return glob.every((token) => token < 0);
}

/** The one text that a literal glob matches. */
export function textOf(glob: Glob): string {
    return glob.map((token) => (token < 0 ? "" : String.fromCodePoint(token))).join("");
}

/** Whether the glob matches the whole text. Takes steps in proportion to both lengths at worst, whatever the glob. */
export function globMatches(glob: Glob, text: string): boolean {
    const characters = Array.from(text, codePoint);
    let at = 0;
    let token = 0;
    let star = -1;
    let starAt = 0;
    while (at < characters.length) {
        if (token < glob.length && (glob[token] === characters[at] || glob[token] === anyCharacter)) {
            at++;
            token++;
        } else if (glob[token] === anyText) {
            star = token++;
            starAt = at;
        } else if (star >= 0) {
            // Only the last `*` needs to give way: an earlier one could not do better.
            token = star + 1;
            at = ++starAt;
        } else {
            return false;
        }
    }
    while (glob[token] === anyText) token++;
    return token === glob.length;
}

function addWildcard(tokens: number[], wildcard: number): void {
    const last = tokens.at(-1);
    if (wildcard === anyText && last === anyText) return;
    if (wildcard === anyCharacter && last === anyText) tokens.splice(-1, 1, anyCharacter, anyText);
    else tokens.push(wildcard);
}

function codePoint(character: string): number {
    return character.codePointAt(0) ?? 0;
}
