import type { Automaton } from "./automaton";
import { charactersOf, StateNumbers } from "./automaton";
import type { Glob } from "./glob";
import { anyCharacter, anyText } from "./glob";

/**
 * A glob has exponentially many states at worst (`*a????????????`), and a handful in anything that people write.
 * Beyond this many it is given up with `TooManyStates`.
 */
const stateLimit = 4096;

/** What paths and refs are made of: among them is one that the glob does not name, or it names them all. */
const commonCharacters = charactersOf("xyzwabcdefghijklmnopqrstuv1234567890_ABCDEFGHIJKLMNOPQRSTUVWXYZ");

/** The texts that a glob matches, or with `inverted` those that it does not match. States are made as they are met. */
export function globAutomaton(glob: Glob, inverted = false): Automaton {
    const states = new StateNumbers<readonly number[]>(stateLimit);
    const numberOf = (positions: readonly number[]): number => states.numberOf(positions.join(), positions);
    const literals = [...new Set(glob.filter((token) => token >= 0))];
    return {
        start: numberOf(withSkippedStars(glob, [0])),
        step(state, character) {
            const next: number[] = [];
            for (const position of states.state(state)) {
                const token = glob[position];
                if (token === anyText) next.push(position);
                else if (token === anyCharacter || token === character) next.push(position + 1);
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
