/** What `step` answers where no text that goes on from here is in the language. */
export const dead = -1;

/** A deterministic automaton over code points: a set of texts, in a form that sets of texts can be combined in. */
export interface Automaton {
    readonly start: number;
    /** The state after one more character, or `dead`. */
    step(state: number, character: number): number;
    accepts(state: number): boolean;
    /**
     * At least one character of every kind that the automaton tells apart. Those that read best in an example come
     * first.
     */
    readonly alphabet: readonly number[];
    /**
     * Of two states in one family, the one that has spent less (a subset of the bits) accepts whatever the other
     * accepts. Left out where nothing of the kind is known.
     */
    covering?(state: number): { family: number; spent: number };
}

/** Numbers for states that are made up of several parts, in the order in which they turn up. */
export class StateNumbers<State> {
    private readonly numbers = new Map<string | number, number>();
    private readonly states: State[] = [];

    /** `limit`: how many states there may be. Raises `TooManyStates` beyond it; default none. */
    constructor(private readonly limit = Infinity) {}

    /** The number of a state. `key` is equal exactly for equal states. */
    numberOf(key: string | number, state: State): number {
        const known = this.numbers.get(key);
        if (known !== undefined) return known;
        if (this.states.length >= this.limit) throw new TooManyStates();
        this.numbers.set(key, this.states.length);
        return this.states.push(state) - 1;
    }

    state(number: number): State {
        const state = this.states[number];
        if (state === undefined) throw new RangeError(`no state ${String(number)}`);
        return state;
    }
}

/** Raised where a combination of patterns has more states than are worth the time; the caller gives it no credit. */
export class TooManyStates extends Error {}

/** The texts that are in all of the languages. */
export function intersection(first: Automaton, ...others: readonly Automaton[]): Automaton {
    return others.reduce(both, first);
}

function both(left: Automaton, right: Automaton): Automaton {
    const states = new StateNumbers<readonly [number, number]>();
    const families = new StateNumbers<undefined>();
    const widest = 2 ** 20;
    let alphabet: readonly number[] | undefined;
    const pair = (a: number, b: number): number =>
        states.numberOf(b < widest ? a * widest + b : `${String(a)},${String(b)}`, [a, b]);
    return {
        start: pair(left.start, right.start),
        step(state, character) {
            const [a, b] = states.state(state);
            const nextLeft = left.step(a, character);
            if (nextLeft === dead) return dead;
            const nextRight = right.step(b, character);
            return nextRight === dead ? dead : pair(nextLeft, nextRight);
        },
        accepts(state) {
            const [a, b] = states.state(state);
            return left.accepts(a) && right.accepts(b);
        },
        get alphabet() {
            return (alphabet ??= [...new Set([...left.alphabet, ...right.alphabet])]);
        },
        covering(state) {
            const [a, b] = states.state(state);
            const { family, spent } = left.covering?.(a) ?? { family: a, spent: 0 };
            return { family: families.numberOf(`${String(family)},${String(b)}`, undefined), spent };
        },
    };
}

/** The code points of a text. */
export function charactersOf(text: string): number[] {
    return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
