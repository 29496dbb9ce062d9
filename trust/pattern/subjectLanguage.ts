import { defaultSubjectComponents, subjectComponents } from "../gitlab";
import type { Automaton } from "./automaton";
import { charactersOf, dead } from "./automaton";
import { componentValues, newerValues, type ValueLimits } from "./componentValues";
import { isNameCharacter, nameCharacters, nameTrie, unknownName } from "./nameTrie";

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

/** The subjects within the limits, as an automaton. */
export function subjectLanguage(limits: SubjectLimits = {}): Automaton {
    const order = limits.order ?? "newer";
    const isUsual = order === "default" || order === "usual";
    const required = isUsual ? later : (limits.required ?? []);
    const requiredBits = bitsOf(({ name }) => required.includes(name));
    const values = componentValues(limits);
    let alphabet: readonly number[] | undefined;
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

function limitedCharacters({ path, id, ref }: SubjectLimits): number[] {
    return [path, id, ref].flatMap((limit) => [...(limit?.alphabet ?? [])]);
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
