import { type ComponentKind, deploymentTiers, refTypes, subjectComponents } from "../gitlab";
import type { Automaton } from "./automaton";
import { charactersOf, dead, intersection } from "./automaton";
import { projectPathAutomaton } from "./projectPathAutomaton";
import { refAutomaton } from "./refAutomaton";
import { idAutomaton, oneOf } from "./valueAutomata";

/** What the values of a subject's components are confined to. Without an entry: whatever GitLab issues. */
export interface ValueLimits {
    /** Of `project_path` and its kin. */
    path?: Automaton;
    /** Of `project_id` and its kin. */
    id?: Automaton;
    ref?: Automaton;
    refTypes?: readonly string[];
    /** Of `ref_protected`, where a subject has it. */
    refProtected?: readonly string[];
}

/** The values of components that are newer than the table: any text without a colon. No wildcard ever stands in one. */
export const newerValues: Automaton = {
    start: 0,
    step: (_, character) => (character <= 0x20 || ":*?".includes(String.fromCodePoint(character)) ? dead : 1),
    accepts: (state) => state === 1,
    alphabet: charactersOf("x"),
};

const issued: Readonly<Record<ComponentKind, Automaton>> = {
    projectPath: projectPathAutomaton,
    id: idAutomaton,
    refType: oneOf(refTypes),
    ref: refAutomaton,
    boolean: oneOf(["true", "false"]),
    deploymentTier: oneOf(deploymentTiers),
};

/** The values of each component of the table, in the table's order. */
export function componentValues(limits: ValueLimits): Automaton[] {
    const path = limited(issued.projectPath, limits.path);
    const id = limited(issued.id, limits.id);
    const ref = limited(issued.ref, limits.ref);
    const refType = limits.refTypes === undefined ? issued.refType : oneOf(limits.refTypes);
    const refProtected = limits.refProtected === undefined ? issued.boolean : oneOf(limits.refProtected);
    const byKind = { ...issued, projectPath: path, id, ref, refType };
    return subjectComponents.map(({ name, kind }) =>
        name === "ref_protected" ? refProtected : byKind[kind],
    );
}

function limited(automaton: Automaton, limit: Automaton | undefined): Automaton {
    return limit === undefined ? automaton : intersection(automaton, limit);
}
