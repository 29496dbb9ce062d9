import { defaultSubjectComponents, subjectComponents } from "../gitlab";
import {
    charactersOf,
    dead,
    intersection,
    isIn,
    oneOf,
    RecentlyUsed,
    Work,
    WorkSpent,
    type Automaton,
} from "./automaton";
import { isLiteral, textOf } from "./glob";
import { findText, matches, type Pattern } from "./search";
import { issuedValues, newerValues } from "./values";

/** What the values of a subject's components are confined to. Without an entry: whatever GitLab issues. */
export interface ValueLimits {
    /** Of `project_path` and its kin. */
    path?: Automaton;
    /** Of `project_id` and its kin. */
    id?: Automaton;
    /** Of `project_id` alone: the others name projects of their own. */
    projectId?: Automaton;
    ref?: Automaton;
    refTypes?: readonly string[];
    /** Of `ref_protected`, where a subject has it. */
    refProtected?: readonly string[];
}

/** The values of each component of the table, in the table's order. */
export function componentValues(limits: ValueLimits): Automaton[] {
    const path = limited(issuedValues.projectPath, limits.path);
    const id = limited(issuedValues.id, limits.id);
    const ref = limited(issuedValues.ref, limits.ref);
    const refType = limits.refTypes === undefined ? issuedValues.refType : oneOf(limits.refTypes);
    const refProtected =
        limits.refProtected === undefined ? issuedValues.boolean : oneOf(limits.refProtected);
    const byKind = { ...issuedValues, projectPath: path, id, ref, refType };
    const projectId = limited(id, limits.projectId);
    return subjectComponents.map(({ name, kind }) =>
        name === "ref_protected" ? refProtected : name === "project_id" ? projectId : byKind[kind],
    );
}

function limited(automaton: Automaton, limit: Automaton | undefined): Automaton {
    return limit === undefined ? automaton : intersection(automaton, limit);
}

/** A node of the tree of all component names: how much of a name was read. */
interface NameNode {
    next: Map<number, number>;
    /** The components whose names begin like this, one bit each, by their place in the table. */
    reachable: number;
    /** The place in the table of the component whose name this is. */
    component?: number;
}

/** The tree of the names of all components in the table; its root is the first node. */
const nameTrie: readonly NameNode[] = buildTrie();

/** Stands for a node where a name has left the tree: it is newer than the table, or no name. */
const unknownName = nameTrie.length;

/** The characters of all component names. */
const nameCharacters: readonly number[] = [
    ...new Set(subjectComponents.flatMap(({ name }) => charactersOf(name))),
];

/** Whether a character may stand in a component's name; the first one is a letter. */
function isNameCharacter(character: number, first: boolean): boolean {
    return (first ? /[a-z]/ : /[a-z0-9_]/).test(String.fromCodePoint(character));
}

function buildTrie(): NameNode[] {
    const nodes: NameNode[] = [{ next: new Map(), reachable: 0 }];
    subjectComponents.forEach(({ name }, place) => {
        let node = nodes[0];
        for (const character of charactersOf(name)) {
            if (node === undefined) return;
            node.reachable |= 1 << place;
            const next: number =
                node.next.get(character) ?? nodes.push({ next: new Map(), reachable: 0 }) - 1;
            node.next.set(character, next);
            node = nodes[next];
        }
        if (node === undefined) return;
        node.reachable |= 1 << place;
        node.component = place;
    });
    return nodes;
}

/** Which components a subject has, in which order; from the narrowest to the widest. */
export const componentOrders = ["default", "usual", "documented", "newer"] as const;

/** One of `componentOrders`. */
export type ComponentOrder = (typeof componentOrders)[number];

/** Which subjects are meant. Without limits: every subject that GitLab issues. */
export interface SubjectLimits extends ValueLimits {
    /**
     * Which components in which order. `default`: `project_path`, `ref_type`, `ref`, as GitLab issues them where nobody
     * chose otherwise. `usual`: any way to name the project, then `ref_type`, `ref`. `documented`: the known components,
     * the project first, the others in any order and number. `newer`: components that are newer than the table may
     * stand among them. Each takes in the one before. Default: `newer`.
     */
    order?: ComponentOrder;
    /** Components that must be there. Default: none, but those of the default order. */
    required?: readonly string[];
}

/*
 * A state is a number made of three: the components met so far (a bit each), the slot (0 while a name is read, then
 * 1 + the component's place in the table), and the state within that name or value.
 */
const slots = 64;
const inners = 2 ** 16;
const newerSlot = slots - 1;
const colon = 0x3a;

const firstBits = bitsOf((component) => component.first);
const later = defaultSubjectComponents.slice(1);
const laterBits = later.map((later) => bitsOf(({ name }) => name === later));
const defaultFirst = bitsOf(({ name }) => name === defaultSubjectComponents[0]);

/** Those that make the most readable examples come first. */
const characters = [
    ...new Set([
        ...charactersOf("x1"),
        ...[...componentValues({}), newerValues].flatMap((automaton) => automaton.alphabet),
        ...nameCharacters,
        colon,
    ]),
];

/** What a name that is newer than the table goes on with comes first, as in every alphabet. */
const charactersInNames = [...new Set([...charactersOf("x1"), ...nameCharacters, colon])];

/** The subjects within the limits, as an automaton. */
export function subjectLanguage(limits: SubjectLimits = {}): Automaton {
    const order = limits.order ?? "newer";
    const isUsual = order === "default" || order === "usual";
    const required = isUsual ? later : (limits.required ?? []);
    const requiredBits = bitsOf(({ name }) => required.includes(name));
    const values = componentValues(limits);
    let alphabet: readonly number[] | undefined;
    const charactersIn: (readonly number[])[] = [];
    const valuesOf = (slot: number): Automaton => values[slot - 1] ?? newerValues;

    const step = (state: number, character: number): number => {
        const { used, slot, inner } = partsOf(state);
        if (slot === 0) {
            return character === colon ? afterName(used, inner) : longerName(used, inner, character);
        }
        const automaton = valuesOf(slot);
        if (character === colon) return automaton.accepts(inner) ? stateOf(used, 0, 0) : dead;
        const next = automaton.step(inner, character);
        return next === dead ? dead : stateOf(used, slot, next);
    };
    const afterName = (used: number, node: number): number => {
        const component = nameTrie[node]?.component;
        if (component !== undefined) {
            if ((mayFollow(used, order) & (1 << component)) === 0) return dead;
            return stateOf(used | (1 << component), component + 1, valuesOf(component + 1).start);
        }
        const isNewer = order === "newer" && used !== 0 && node !== 0;
        return isNewer ? stateOf(used, newerSlot, newerValues.start) : dead;
    };
    const longerName = (used: number, node: number, character: number): number => {
        const next = nameTrie[node]?.next.get(character);
        const isNewer = order === "newer" && used !== 0 && isNameCharacter(character, node === 0);
        if (next === undefined) return isNewer ? stateOf(used, 0, unknownName) : dead;
        const reachable = (nameTrie[next]?.reachable ?? 0) & mayFollow(used, order);
        return reachable !== 0 || isNewer ? stateOf(used, 0, next) : dead;
    };

    return {
        start: stateOf(0, 0, 0),
        step,
        accepts(state) {
            const { used, slot, inner } = partsOf(state);
            return slot !== 0 && (used & requiredBits) === requiredBits && valuesOf(slot).accepts(inner);
        },
        get alphabet() {
            return (alphabet ??= [...new Set([...characters, ...limitedCharacters(limits)])]);
        },
        charactersAt(state) {
            const { slot } = partsOf(state);
            return slot === 0
                ? charactersInNames
                : (charactersIn[slot] ??= [...valuesOf(slot).alphabet, colon]);
        },
        // A component that was met cannot come again, so whoever met fewer can still become all that the other can.
        covering(state) {
            const { used, slot, inner } = partsOf(state);
            const first = (used & firstBits) === 0 ? 0 : firstBits;
            return { family: stateOf((used & requiredBits) | first, slot, inner), spent: used & ~firstBits };
        },
    };
}

/** The components that may come next, a bit each. */
function mayFollow(used: number, order: ComponentOrder): number {
    if (used === 0) return order === "default" ? defaultFirst : firstBits;
    if (order === "documented" || order === "newer") return ~(firstBits | used);
    return laterBits.find((bit) => (used & bit) === 0) ?? 0;
}

function limitedCharacters({ path, id, projectId, ref }: SubjectLimits): number[] {
    return [path, id, projectId, ref].flatMap((limit) => [...(limit?.alphabet ?? [])]);
}

function bitsOf(chosen: (component: (typeof subjectComponents)[number]) => boolean): number {
    return subjectComponents.reduce(
        (bits, component, place) => bits | (chosen(component) ? 1 << place : 0),
        0,
    );
}

function stateOf(used: number, slot: number, inner: number): number {
    return (used * slots + slot) * inners + inner;
}

function partsOf(state: number): { used: number; slot: number; inner: number } {
    const rest = Math.floor(state / inners);
    return { used: Math.floor(rest / slots), slot: rest % slots, inner: state % inners };
}

/** A subject that was found. */
export interface FoundSubject {
    subject: string;
    /** Whether another subject would have done as well; absent where there is no other. May raise WorkSpent. */
    accepts?: (subject: string) => boolean;
}

/**
 * A subject that GitLab issues, within the limits, that the pattern matches; undefined where there is none. Subjects in
 * GitLab's default order are preferred, then the other orders from the narrowest on; of these the shortest. Raises
 * WorkSpent.
 */
export function findSubject(pattern: Pattern, limits: SubjectLimits, work: Work): FoundSubject | undefined {
    const literal = pattern.all.find(isLiteral);
    if (literal !== undefined) {
        const subject = textOf(literal);
        work.charge(1 + subject.length / 4);
        return isIn(languageOf(limits), subject) && matches(pattern, subject) ? { subject } : undefined;
    }
    const { order: widest = "newer" } = limits;
    for (const order of componentOrders.slice(0, componentOrders.indexOf(widest) + 1)) {
        const language = languageOf({ ...limits, order });
        const subject = findText(pattern, language, work);
        if (subject !== undefined) {
            const accepts = (other: string): boolean => {
                work.charge(other.length);
                return matches(pattern, other) && isIn(language, other);
            };
            return { subject, accepts };
        }
        // The widest order tells whether it is worth looking on.
        if (order !== widest && order === "default" && !hasSubject(pattern, limits, work)) return undefined;
    }
    return undefined;
}

/** Whether the pattern matches any subject that GitLab issues, within the limits. Raises WorkSpent. */
export function hasSubject(pattern: Pattern, limits: SubjectLimits, work: Work): boolean {
    return findText(pattern, languageOf(limits), work) !== undefined;
}

/** The languages of late: what was worked out about their states serves the next pattern too. */
const languages = new RecentlyUsed<string, Automaton>(200);

/** A number for each automaton that limits a value: the same limits are mostly the same automata. */
const numbers = new WeakMap<Automaton, number>();
let lastNumber = 0;

function languageOf(limits: SubjectLimits): Automaton {
    const { path, id, projectId, ref, order = "newer", required, refTypes, refProtected } = limits;
    const automata = `${String(numberOf(path))},${String(numberOf(id))},${String(numberOf(projectId))},${String(numberOf(ref))}`;
    const lists = [required, refTypes, refProtected].map((list) => (list === undefined ? "*" : list.join()));
    const key = `${order};${automata};${lists.join(";")}`;
    return languages.get(key, () => subjectLanguage(limits));
}

function numberOf(automaton: Automaton | undefined): number {
    if (automaton === undefined) return 0;
    const number = numbers.get(automaton) ?? ++lastNumber;
    numbers.set(automaton, number);
    return number;
}

/** Whether a subject is within limits. */
export function isSubjectWithin(subject: string, limits: SubjectLimits): boolean {
    return isIn(languageOf(limits), subject);
}

/** Whether GitLab issues a subject: any of the known components, or newer ones, in an order that it allows. */
export function isIssuedSubject(subject: string): boolean {
    return isIn(languageOf({}), subject);
}

/** What one question of `mayHaveSubject` may cost. */
const mostWork = 60_000;

/** Whether the pattern matches any subject that GitLab issues, as far as a bounded search can tell: if in doubt, it does. */
export function mayHaveSubject(pattern: Pattern, limits: SubjectLimits = {}): boolean {
    try {
        return hasSubject(pattern, limits, new Work(mostWork));
    } catch (error) {
        if (error instanceof WorkSpent) return true;
        throw error;
    }
}
