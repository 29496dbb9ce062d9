import type { Automaton } from "./automaton";
import { charactersOf, dead } from "./automaton";
import { RecentlyUsed } from "./recentlyUsed";

// Groups and refs have the same names in many roles.
const others = new RecentlyUsed<string, Automaton>(200);
const beginnings = new RecentlyUsed<string, Automaton>(200);
const singles = new RecentlyUsed<string, Automaton>(200);

/** Exactly this text, which is not empty. */
export function exactly(word: string): Automaton {
    return singles.get(word, () => oneOf([word]));
}

/** Exactly these texts, none of them empty. */
export function oneOf(words: readonly string[]): Automaton {
    const nodes: { next: Map<number, number>; end: boolean }[] = [{ next: new Map(), end: false }];
    for (const word of words) {
        let at = 0;
        for (const character of charactersOf(word)) {
            const node = nodes[at];
            const known = node?.next.get(character);
            at = known ?? nodes.push({ next: new Map(), end: false }) - 1;
            node?.next.set(character, at);
        }
        const last = nodes[at];
        if (last !== undefined) last.end = true;
    }
    return {
        start: 0,
        step: (state, character) => nodes[state]?.next.get(character) ?? dead,
        accepts: (state) => nodes[state]?.end ?? false,
        alphabet: [...new Set(words.flatMap(charactersOf))],
    };
}

/** A whole number above zero, in digits: GitLab's ids. */
export const idAutomaton: Automaton = {
    start: 0,
    step: (state, character) => (isDigit(character) && (state === 1 || character !== 0x30) ? 1 : dead),
    accepts: (state) => state === 1,
    // All of them: what is combined with it may tell any two apart.
    alphabet: charactersOf("1234567890"),
};

/** Any text but this one. */
export function anythingBut(text: string): Automaton {
    return others.get(text, () => differingFrom(text, (matched, length) => matched !== length));
}

/** Any text that does not begin with this one, which is not empty. */
export function notBeginningWith(text: string): Automaton {
    return beginnings.get(text, () => withoutBeginning(text));
}

function withoutBeginning(text: string): Automaton {
    const length = charactersOf(text).length;
    const automaton = differingFrom(text, () => true);
    return {
        ...automaton,
        step: (state, character) => {
            const next = automaton.step(state, character);
            return next === length ? dead : next;
        },
    };
}

/** States count the characters that agree with the text so far; one more state holds whatever differed. */
function differingFrom(text: string, accepts: (matched: number, length: number) => boolean): Automaton {
    const characters = charactersOf(text);
    const differs = characters.length + 1;
    return {
        start: 0,
        step: (state, character) => (characters[state] === character ? state + 1 : differs),
        accepts: (state) => accepts(state, characters.length),
        alphabet: [...new Set(characters)],
    };
}

function isDigit(character: number): boolean {
    return character >= 0x30 && character <= 0x39;
}
