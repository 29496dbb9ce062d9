export {
    type Automaton,
    Work,
    WorkSpent,
    anythingNotEmpty,
    charactersFrom,
    intersection,
    oneOf,
} from "./automaton";
export {
    type Glob,
    GlobBuilder,
    anyCharacter,
    anyText,
    everything,
    globAutomaton,
    globMatches,
    isLiteral,
    literalGlob,
    textOf,
    withFewStars,
} from "./glob";
export { type Pattern, findText, matches } from "./search";
export { type SubjectLimits, findSubject } from "./subjects";
export { issuedValues } from "./values";
