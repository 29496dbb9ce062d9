import type { Automaton } from "./automaton";
import { intersection, TooManyStates } from "./automaton";
import type { Glob } from "./glob";
import { anyText, globMatches, isLiteral, textOf } from "./glob";
import { globAutomaton } from "./globAutomaton";
import { readableSubject } from "./readableSubject";
import { RecentlyUsed } from "./recentlyUsed";
import { shortestMatch } from "./shortestMatch";
import { componentOrders, subjectLanguage, type SubjectLimits } from "./subjectLanguage";

/** What conditions on `sub` let in: what every one of `all` matches and none of `none`. */
export interface SubjectPattern {
    /** At least one. */
    all: readonly Glob[];
    /** From negated conditions that stand beside a positive one. */
    none: readonly Glob[];
}

/** A subject that a pattern lets in. */
export interface FoundSubject {
    /**
     * The subject itself. Left out where the pattern was too intricate to be followed to the end: then there may be
     * such a subject, and the pattern must not be trusted to exclude it.
     */
    subject?: string;
}

/** Nobody writes more `*` than this into one pattern. What stands behind them is at first read as anything. */
const mostStars = 32;

/**
 * A subject that GitLab issues, within the limits, that the pattern lets in; undefined where there is none. Subjects in
 * GitLab's default order are preferred, then the other orders from the narrowest on; of these the shortest, made readable.
 */
export function findSubject(pattern: SubjectPattern, limits: SubjectLimits = {}): FoundSubject | undefined {
    const { order: widest = "newer" } = limits;
    for (const order of componentOrders.slice(0, componentOrders.indexOf(widest) + 1)) {
        const language = languageOf({ ...limits, order });
        const found = search(pattern, language);
        if (found?.subject !== undefined) {
            const accepts = (subject: string): boolean => admits(pattern, subject) && isIn(language, subject);
            return { subject: readableSubject(found.subject, accepts) };
        }
        if (found !== undefined) return found;
        // The widest order tells whether it is worth looking on.
        if (order !== widest && order === "default" && !letsAnyIn(pattern, limits)) return undefined;
    }
    return undefined;
}

/** Whether the pattern lets any subject in that GitLab issues, within the limits. */
export function letsAnyIn(pattern: SubjectPattern, limits: SubjectLimits = {}): boolean {
    return search(pattern, languageOf(limits)) !== undefined;
}

/** The languages of late: what was worked out about their states serves the next pattern too. */
const languages = new RecentlyUsed<string, Automaton>(200);

/** A number for each automaton that limits a value: the same limits are mostly the same automata. */
const numbers = new WeakMap<Automaton, number>();
let lastNumber = 0;

function languageOf(limits: SubjectLimits): Automaton {
    const { path, id, ref, ...plain } = limits;
    const key = [JSON.stringify(plain), numberOf(path), numberOf(id), numberOf(ref)].join();
    return languages.get(key, () => subjectLanguage(limits));
}

function numberOf(automaton: Automaton | undefined): number {
    if (automaton === undefined) return 0;
    const number = numbers.get(automaton) ?? ++lastNumber;
    numbers.set(automaton, number);
    return number;
}

/** The one text that a pattern can let in, where it is no pattern at all; whether GitLab issues it is another question. */
export function exactSubject({ all, none }: SubjectPattern): string | undefined {
    const [only] = all;
    return all.length === 1 && none.length === 0 && only !== undefined && isLiteral(only)
        ? textOf(only)
        : undefined;
}

/** Whether the conditions let a subject in. */
export function admits(pattern: SubjectPattern, subject: string): boolean {
    return (
        pattern.all.every((glob) => globMatches(glob, subject)) &&
        !pattern.none.some((glob) => globMatches(glob, subject))
    );
}

function search(pattern: SubjectPattern, language: Automaton): FoundSubject | undefined {
    const [first = [anyText], ...others] = pattern.all;
    const simple = shortestMatch(withFewStars(first), language);
    if (simple === undefined) return undefined;
    if (admits(pattern, simple)) return { subject: simple };
    try {
        const further = [
            ...others.map((glob) => globAutomaton(glob)),
            ...pattern.none.map((glob) => globAutomaton(glob, true)),
        ];
        const exact = shortestMatch(first, intersection(language, ...further));
        if (exact === undefined) return undefined;
        return admits(pattern, exact) ? { subject: exact } : {};
    } catch (error) {
        if (error instanceof TooManyStates) return {};
        throw error;
    }
}

/** A glob that matches at least as much, and has few enough `*` for a quick search. */
function withFewStars(glob: Glob): Glob {
    let stars = 0;
    const end = glob.findIndex((token) => token === anyText && ++stars === mostStars);
    return end < 0 ? glob : glob.slice(0, end + 1);
}

function isIn(language: Automaton, text: string): boolean {
    let state = language.start;
    for (const character of text) {
        state = language.step(state, character.codePointAt(0) ?? 0);
        if (state < 0) return false;
    }
    return language.accepts(state);
}
