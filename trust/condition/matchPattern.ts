/** A piece of a pattern that holds no variables (any more). */
export type PatternToken = { kind: "text"; text: string } | { kind: "anyText" } | { kind: "anyCharacter" };

/** The outcome of a match, with what it cost. */
export interface PatternMatch {
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
