import { charactersOf, foldCharacter, StateNumbers, type Automaton, type Work } from "./automaton";

/** Stands for `?` among a glob's tokens: exactly one character. */
export const anyCharacter = -1;

/** Stands for `*` among a glob's tokens: any string, the empty one included. It crosses `/` and `:`. */
export const anyText = -2;

/** A token at or below this stands for one character in any letter case. */
const folded = -16;

/**
 * A value of a condition as what it matches: code points, `anyCharacter` and `anyText`, one after the other; and, from
 * operators that ignore letter case, code points in any case. No two `anyText` stand side by side, and no `anyText`
 * stands before an `anyCharacter`.
 */
export type Glob = readonly number[];

/** The glob that matches everything. */
export const everything: Glob = [anyText];

/** Makes a glob from left to right, in its normal form. */
export class GlobBuilder {
    private readonly tokens: number[] = [];

    /** `ignoreCase`: literal characters match in any letter case. */
    constructor(private readonly ignoreCase = false) {}

    text(text: string): void {
        for (const character of text) {
            const point = character.codePointAt(0) ?? 0;
            const fold = foldCharacter(point);
            const varies = this.ignoreCase && (fold !== point || character.toUpperCase() !== character);
            this.tokens.push(varies ? folded - fold : point);
        }
    }

    wildcard(wildcard: typeof anyCharacter | typeof anyText): void {
        const last = this.tokens.at(-1);
        if (wildcard === anyText && last === anyText) return;
        if (wildcard === anyCharacter && last === anyText) this.tokens.splice(-1, 1, anyCharacter, anyText);
        else this.tokens.push(wildcard);
    }

    build(): Glob {
        return this.tokens;
    }
}

/** The glob that matches this string only. */
export function literalGlob(text: string): Glob {
    return charactersOf(text);
}

/** How a pattern is read. */
export interface PatternReading {
    /** Whether `*` and `?` are wildcards. Default: yes. */
    pattern?: boolean;
    /** Whether letters match in any case. Default: no. */
    ignoreCase?: boolean;
}

/** The glob of a value without policy variables: `*` and `?` are wildcards, unless it is read otherwise. */
export function globOfPattern(
    text: string,
    { pattern = true, ignoreCase = false }: PatternReading = {},
): Glob {
    const builder = new GlobBuilder(ignoreCase);
    for (const character of text) {
        if (pattern && character === "*") builder.wildcard(anyText);
        else if (pattern && character === "?") builder.wildcard(anyCharacter);
        else builder.text(character);
    }
    return builder.build();
}

/** Whether a glob matches one string only. */
export function isLiteral(glob: Glob): boolean {
    return glob.every((token) => token >= 0);
}

/** Whether a glob is nothing but wildcards, such as `*` or `?*`: it says nothing about a subject. */
export function isOnlyWildcards(glob: Glob): boolean {
    return glob.length > 0 && glob.every(isWildcard);
}

/** Whether a token stands for more than one character or string. */
export function isWildcard(token: number): boolean {
    return token === anyCharacter || token === anyText;
}

/** The characters that one literal token matches, the one in lower case first. */
export function variantsOf(token: number): readonly number[] {
    if (token > folded) return [token];
    const lower = folded - token;
    const upper = charactersOf(String.fromCodePoint(lower).toUpperCase());
    return upper.length === 1 && upper[0] !== lower ? [lower, ...upper] : [lower];
}

/** The one string that a literal glob matches; wildcards are left out, characters of any case are in lower case. */
export function textOf(glob: Glob): string {
    let text = "";
    for (const token of glob) {
        if (token >= 0) text += String.fromCodePoint(token);
        else if (token <= folded) text += String.fromCodePoint(folded - token);
    }
    return text;
}

/** Whether a token matches a character. */
function takes(token: number, character: number): boolean {
    if (token >= 0) return token === character;
    return token === anyCharacter || (token <= folded && foldCharacter(character) === folded - token);
}

/** Whether the glob matches the whole string. Greedy, with one point of return: the cost is at most the product of the lengths. */
export function globMatches(glob: Glob, text: string): boolean {
    const characters = charactersOf(text);
    let [position, at] = [0, 0];
    let star: { position: number; at: number } | undefined;
    while (at < characters.length) {
        const token = glob[position];
        if (token === anyText) {
            star = { position: ++position, at };
        } else if (token !== undefined && takes(token, characters[at] ?? 0)) {
            position++;
            at++;
        } else if (star !== undefined) {
            at = ++star.at;
            position = star.position;
        } else {
            return false;
        }
    }
    while (glob[position] === anyText) position++;
    return position === glob.length;
}

/** A glob that matches at least as much, with at most `stars` `*`. */
export function withFewStars(glob: Glob, stars: number): Glob {
    let seen = 0;
    const end = glob.findIndex((token) => token === anyText && ++seen === stars);
    return end < 0 ? glob : glob.slice(0, end + 1);
}

/**
 * A glob has exponentially many states at worst (`*a????????????`), and a handful in anything that people write.
 * Beyond this many it is given up with WorkSpent.
 */
const stateLimit = 4096;

/** What paths and refs are made of: among them is one that the glob does not name, or it names them all. */
const commonCharacters = charactersOf("xyzwabcdefghijklmnopqrstuv1234567890_ABCDEFGHIJKLMNOPQRSTUVWXYZ");

/** The strings that a glob matches, or with `inverted` those that it does not match. States are made as they are met. */
export function globAutomaton(glob: Glob, inverted: boolean, work: Work): Automaton {
    const states = new StateNumbers<readonly number[]>(stateLimit);
    const numberOf = (positions: readonly number[]): number => states.numberOf(positions.join(), positions);
    const literals = [...new Set(glob.filter((token) => !isWildcard(token)).flatMap(variantsOf))];
    return {
        start: numberOf(withSkippedStars(glob, [0])),
        fresh: true,
        step(state, character) {
            const next: number[] = [];
            const positions = states.state(state);
            work.charge(1 + positions.length);
            for (const position of positions) {
                const token = glob[position];
                if (token === anyText) next.push(position);
                else if (token !== undefined && takes(token, character)) next.push(position + 1);
            }
            return numberOf(withSkippedStars(glob, next));
        },
        accepts: (state) => states.state(state).includes(glob.length) !== inverted,
        alphabet: [...new Set([...commonCharacters, ...literals])],
    };
}

/** The positions, and those that an empty `*` leads on to; sorted, each once, without those that a later `*` covers. */
function withSkippedStars(glob: Glob, positions: readonly number[]): number[] {
    const all = new Set<number>();
    for (const first of positions) {
        let position = first;
        all.add(position);
        while (glob[position] === anyText) all.add(++position);
    }
    const sorted = [...all].sort((a, b) => a - b);
    // What matches from an earlier position also matches from a later `*`, so only what comes after it counts.
    const lastStar = sorted.filter((position) => glob[position] === anyText).at(-1) ?? 0;
    return sorted.filter((position) => position >= lastStar);
}
