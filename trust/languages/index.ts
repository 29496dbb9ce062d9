export {
    type Automaton,
    RecentlyUsed,
    Work,
    WorkSpent,
    anything,
    anythingBut,
    anythingNotEmpty,
    charactersFrom,
    charactersOf,
    exactly,
    intersection,
    notBeginningWith,
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
    globOfPattern,
    isLiteral,
    isOnlyWildcards,
    literalGlob,
    textOf,
    withFewStars,
} from "./glob";
export { readableSubject } from "./readable";
export { type Pattern, findText, matches, shortestMatch } from "./search";
export {
    type SubjectLimits,
    componentOrders,
    findSubject,
    isIssuedSubject,
    isSubjectWithin,
    mayHaveSubject,
    subjectLanguage,
} from "./subjects";
export { issuedValues, projectPathAutomaton, refAutomaton } from "./values";
