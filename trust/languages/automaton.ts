/** What `step` answers where no string that goes on from here is in the language. */
export const dead = -1;

/** A deterministic automaton over code points: a set of strings, in a form in which sets can be combined. */
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
    /** Those of the alphabet that a state tells apart, in its order. Left out where it may be all of them. */
    charactersAt?(state: number): readonly number[];
    /**
     * Of two states in one family, the one that has spent less (a subset of the bits) accepts whatever the other
     * accepts. Left out where nothing of the kind is known.
     */
    covering?(state: number): { family: number; spent: number };
    /** Whether it was made for one question only, so that its steps are work that has to be counted. */
    readonly fresh?: boolean;
}

/** Raised where a question costs more than it was given; the caller claims nothing that it has not seen. */
export class WorkSpent extends Error {}

/** How much work a question may still cost, in steps that are the same on every machine. */
export class Work {
    /** `left`: steps; one is a few hundred nanoseconds. `whole`: of which this is a part. */
    constructor(
        private left: number,
        private readonly whole?: Work,
    ) {}

    /** Counts steps, for the whole as well. Raises WorkSpent once more was done than allowed. */
    charge(steps: number): void {
        this.left -= steps;
        if (this.left < 0) throw new WorkSpent("the allowed work is spent");
        this.whole?.charge(steps);
    }

    /** A part of this work, of so many steps at most. */
    part(most: number): Work {
        return new Work(most, this);
    }

    get isSpent(): boolean {
        return this.left < 0;
    }
}

/** Numbers for states that are made up of several parts, in the order in which they turn up. */
export class StateNumbers<State> {
    private readonly numbers = new Map<string | number, number>();
    private readonly states: State[] = [];

    /** `limit`: how many states there may be. Raises WorkSpent beyond it; default none. */
    constructor(private readonly limit = Infinity) {}

    /** The number of a state. `key` is equal exactly for equal states. */
    numberOf(key: string | number, state: State): number {
        const known = this.numbers.get(key);
        if (known !== undefined) return known;
        if (this.states.length >= this.limit) throw new WorkSpent("too many states");
        this.numbers.set(key, this.states.length);
        return this.states.push(state) - 1;
    }

    state(number: number): State {
        const state = this.states[number];
        if (state === undefined) throw new RangeError(`no state ${String(number)}`);
        return state;
    }
}

/** The strings that are in all of the languages. */
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
        fresh: true,
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

/** The code points of a string. */
export function charactersOf(text: string): number[] {
    const characters: number[] = [];
    for (let at = 0; at < text.length; at++) {
        const point = text.codePointAt(at) ?? 0;
        // The second half of a pair was read with the first.
        if (point > 0xffff) at++;
        characters.push(point);
    }
    return characters;
}

/** Whether an automaton accepts a string. */
export function isIn(language: Automaton, text: string): boolean {
    let state = language.start;
    for (let at = 0; at < text.length; at++) {
        const point = text.codePointAt(at) ?? 0;
        if (point > 0xffff) at++;
        state = language.step(state, point);
        if (state < 0) return false;
    }
    return language.accepts(state);
}

/** A code point in lower case, where its lower case is one code point. */
export function foldCharacter(character: number): number {
    if (character < 0x80) return character >= 0x41 && character <= 0x5a ? character + 0x20 : character;
    const lower = String.fromCodePoint(character).toLowerCase();
    const [first = character, ...rest] = charactersOf(lower);
    return rest.length === 0 ? first : character;
}

/** Values by key, of which the least recently asked for are forgotten: what is worth keeping, without growing for ever. */
export class RecentlyUsed<Key, Value> {
    private readonly values = new Map<Key, Value>();

    /** `most`: how many values are kept. */
    constructor(private readonly most: number) {}

    /** The value of a key, made where there is none. */
    get(key: Key, make: () => Value): Value {
        const known = this.values.get(key);
        const value = known ?? make();
        // A map keeps the order in which its keys were set.
        if (known !== undefined) this.values.delete(key);
        this.values.set(key, value);
        if (this.values.size > this.most) {
            const [oldest] = this.values.keys();
            if (oldest !== undefined) this.values.delete(oldest);
        }
        return value;
    }
}

// Groups and refs have the same names in many roles.
const others = new RecentlyUsed<string, Automaton>(200);
const beginnings = new RecentlyUsed<string, Automaton>(200);
const singles = new RecentlyUsed<string, Automaton>(200);

/** Every string, the empty one included. */
export const anything: Automaton = {
    start: 0,
    step: () => 0,
    accepts: () => true,
    alphabet: charactersOf("x1a"),
};

/** Every string but the empty one. */
export const anythingNotEmpty: Automaton = {
    start: 0,
    step: () => 1,
    accepts: (state) => state === 1,
    alphabet: charactersOf("x1a"),
};

/** Strings of one to `most` characters that `allowed` matches, the preferred ones first. */
export function charactersFrom(allowed: RegExp, preferred: string, least: number, most: number): Automaton {
    return {
        start: 0,
        step: (state, character) =>
            state < most && allowed.test(String.fromCodePoint(character)) ? state + 1 : dead,
        accepts: (state) => state >= least,
        alphabet: charactersOf(preferred),
    };
}

/** Exactly this string, which is not empty. */
export function exactly(word: string): Automaton {
    return singles.get(word, () => oneOf([word]));
}

/** Exactly these strings, or with `inverted` all others. */
export function oneOf(words: readonly string[], inverted = false): Automaton {
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
    const outside = nodes.length;
    return {
        start: 0,
        step: (state, character) => nodes[state]?.next.get(character) ?? (inverted ? outside : dead),
        accepts: (state) => (nodes[state]?.end ?? false) !== inverted,
        alphabet: [...new Set([...words.flatMap(charactersOf), ...(inverted ? charactersOf("xyzw") : [])])],
    };
}

/** Any string but this one; two that differ in letter case only count as one. */
export function anythingBut(text: string): Automaton {
    return others.get(text, () => differingFrom(text, (matched, length) => matched !== length));
}

/** Any string that does not begin with this one, which is not empty, in any letter case. */
export function notBeginningWith(text: string): Automaton {
    return beginnings.get(text, () => {
        const length = charactersOf(text).length;
        const automaton = differingFrom(text, () => true);
        return {
            ...automaton,
            step: (state, character) => {
                const next = automaton.step(state, character);
                return next === length ? dead : next;
            },
        };
    });
}

/** States count the characters that agree with the string so far; one more state holds whatever differed. */
function differingFrom(text: string, accepts: (matched: number, length: number) => boolean): Automaton {
    const characters = charactersOf(text).map(foldCharacter);
    const differs = characters.length + 1;
    return {
        start: 0,
        step: (state, character) => (characters[state] === foldCharacter(character) ? state + 1 : differs),
        accepts: (state) => accepts(state, characters.length),
        alphabet: [...new Set([...charactersOf(text), ...characters])],
    };
}
