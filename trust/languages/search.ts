import { dead, intersection, oneOf, type Automaton, type Work } from "./automaton";
import {
    anyCharacter,
    anyText,
    everything,
    globAutomaton,
    globMatches,
    isLiteral,
    textOf,
    variantsOf,
    type Glob,
} from "./glob";

/** A set of strings: those that match every glob of `all` and none of `none`. */
export interface Pattern {
    all: readonly Glob[];
    none: readonly Glob[];
}

/** Whether a string is in a set. */
export function matches({ all, none }: Pattern, text: string): boolean {
    return all.every((glob) => globMatches(glob, text)) && !none.some((glob) => globMatches(glob, text));
}

/**
 * The shortest string of a language that a pattern matches; undefined where there is none. Globs and exclusions are
 * put into the search only when a string that was found shows that they matter. Raises WorkSpent.
 */
export function findText(pattern: Pattern, language: Automaton, work: Work): string | undefined {
    const first = mostTelling(pattern.all);
    const others = pattern.all.filter((glob) => glob !== first);
    const none = [...pattern.none];
    let searched = language;
    for (;;) {
        const found = shortestMatch(first, searched, work);
        if (found === undefined) return undefined;
        work.charge(others.length + none.length);
        const missed = others.findIndex((glob) => !globMatches(glob, found));
        const [other] = missed < 0 ? [] : others.splice(missed, 1);
        if (other !== undefined) {
            searched = intersection(searched, globAutomaton(other, false, work));
            continue;
        }
        const hit = none.findIndex((glob) => globMatches(glob, found));
        const [excluded] = hit < 0 ? [] : none.splice(hit, 1);
        if (excluded === undefined) return found;
        if (!isLiteral(excluded)) {
            searched = intersection(searched, globAutomaton(excluded, true, work));
            continue;
        }
        // Where one of the exact exclusions matters, the others soon will: one automaton serves them all.
        const words = [excluded, ...none.filter(isLiteral)].map(textOf);
        none.splice(0, none.length, ...none.filter((glob) => !isLiteral(glob)));
        work.charge(words.length);
        searched = { ...intersection(searched, oneOf(words, true)), fresh: true };
    }
}

/** The glob that leaves the fewest choices: an exact one, or the one with the most literal characters. */
function mostTelling(globs: readonly Glob[]): Glob {
    const literals = (glob: Glob): number =>
        isLiteral(glob)
            ? Infinity
            : glob.filter((token) => token !== anyText && token !== anyCharacter).length;
    return globs.reduce(
        (best, glob) => (literals(glob) > literals(best) ? glob : best),
        globs[0] ?? everything,
    );
}

/** A place in the search: how much of the glob is matched, and where the automaton is. */
interface Node {
    position: number;
    state: number;
    /** The number of characters read. */
    length: number;
    /** What led here: the node before, and the character that a wildcard took, or the place of literals that were read. */
    before?: Node;
    character?: number;
    literalsFrom?: number;
}

/** The characters that lead to different states, one for each, with the state. */
type Moves = readonly (readonly [character: number, next: number])[];

const positions = 2 ** 14;

/** What was worked out about each automaton, for the next search in it. */
const knownMoves = new WeakMap<Automaton, Map<number, Moves>>();

/** The longest glob that is searched, in characters. A trust policy has 2048 characters, 8192 with the largest quota. */
export const longestGlob = 8192;

/**
 * The shortest string that the glob matches and the automaton accepts; undefined where there is none, or the glob is
 * longer than `longestGlob`. Looks at no pair of a wildcard and a state twice, so the work grows at most with the
 * product of their numbers, whatever the glob. Raises WorkSpent.
 */
export function shortestMatch(glob: Glob, automaton: Automaton, work: Work): string | undefined {
    if (glob.length > longestGlob) return undefined;
    const moves = knownMoves.get(automaton) ?? new Map<number, Moves>();
    knownMoves.set(automaton, moves);
    const movesFrom = (state: number): Moves => {
        const known = moves.get(state);
        if (known !== undefined) return known;
        if (automaton.fresh === true) work.charge(automaton.alphabet.length);
        const found = distinctMoves(automaton, state);
        moves.set(state, found);
        return found;
    };
    const seen = new Seen(glob, automaton);
    // Every match spends the glob's own characters; only what a `*` takes makes it longer. So what a `*` takes waits
    // for the next round, and the first match that is found is a shortest one.
    let round: Node[] = [{ position: 0, state: automaton.start, length: 0 }];
    while (round.length > 0) {
        const nextRound: Node[] = [];
        for (let node = round.pop(); node !== undefined; node = round.pop()) {
            const before = afterLiterals(glob, automaton, node, work);
            // A literal is read in one way only, so nothing is gained by remembering where it was read.
            if (before === undefined || seen.covers(before)) continue;
            const { position, state, length } = before;
            const token = glob[position];
            if (token === undefined) {
                if (automaton.accepts(state)) return textTo(glob, before);
                continue;
            }
            const read = (character: number, next: number, at: number): Node => {
                return { position: at, state: next, length: length + 1, before, character };
            };
            if (token !== anyText && token !== anyCharacter) {
                for (const variant of [...variantsOf(token)].reverse()) {
                    const next = automaton.step(state, variant);
                    if (next !== dead) round.push(read(variant, next, position + 1));
                }
                continue;
            }
            if (token === anyText) round.push({ position: position + 1, state, length, before });
            const possible = movesFrom(state);
            work.charge(possible.length);
            if (token === anyText) {
                for (const [character, next] of possible) nextRound.push(read(character, next, position));
            } else {
                // What is pushed last is looked at first.
                round.push(
                    ...possible.map(([character, next]) => read(character, next, position + 1)).reverse(),
                );
            }
        }
        round = nextRound.reverse();
    }
    return undefined;
}

/** The node behind the literals that come next, all read at once; undefined where the automaton does not take them. */
function afterLiterals(glob: Glob, automaton: Automaton, node: Node, work: Work): Node | undefined {
    let { position, state } = node;
    work.charge(1);
    for (let token = glob[position]; token !== undefined && token >= 0; token = glob[++position]) {
        state = automaton.step(state, token);
        if (state === dead) return undefined;
    }
    const read = position - node.position;
    if (read === 0) return node;
    work.charge(read);
    return { position, state, length: node.length + read, before: node, literalsFrom: node.position };
}

/** What the search has been to. */
class Seen {
    private readonly spentAt = new Map<number, number[]>();
    private readonly furthestStar = new Map<number, { position: number; length: number }>();

    constructor(
        private readonly glob: Glob,
        private readonly automaton: Automaton,
    ) {}

    /** Whether some earlier node can do all that this one can, with no longer a string; otherwise the node is noted. */
    covers({ position, state, length }: Node): boolean {
        // From a later `*` everything matches that matches from an earlier position.
        const star = this.furthestStar.get(state);
        if (star !== undefined && position < star.position && length >= star.length) return true;
        if (this.glob[position] === anyText && position > (star?.position ?? -1)) {
            this.furthestStar.set(state, { position, length });
        }
        const { family, spent } = this.automaton.covering?.(state) ?? { family: state, spent: 0 };
        const key = family * positions + position;
        const known = this.spentAt.get(key);
        if (known === undefined) this.spentAt.set(key, [spent]);
        else if (known.some((less) => (less & ~spent) === 0)) return true;
        else known.push(spent);
        return false;
    }
}

function distinctMoves(automaton: Automaton, state: number): Moves {
    const byNext = new Map<number, number>();
    for (const character of automaton.charactersAt?.(state) ?? automaton.alphabet) {
        const next = automaton.step(state, character);
        if (next !== dead && !byNext.has(next)) byNext.set(next, character);
    }
    return [...byNext].map(([next, character]) => [character, next] as const);
}

function textTo(glob: Glob, last: Node): string {
    const backwards: number[] = [];
    for (let node: Node | undefined = last; node !== undefined; node = node.before) {
        if (node.character !== undefined) backwards.push(node.character);
        for (let at = node.position - 1; at >= (node.literalsFrom ?? node.position); at--)
            backwards.push(glob[at] ?? 0);
    }
    return String.fromCodePoint(...backwards.reverse());
}
