import { type ComponentKind, deploymentTiers, refTypes } from "../gitlab";
import { charactersOf, dead, oneOf, type Automaton } from "./automaton";

/** What GitLab issues as the value of one component of a subject, or of a claim, as automata. */

/**
 * How far a part of the path has come towards one of the two endings that GitLab forbids; 0 is none of it.
 * Source: https://docs.gitlab.com/user/reserved_names/ and lib/gitlab/path_regex.rb of GitLab.
 */
const endings = ["", ".", ".g", ".gi", ".git", ".a", ".at", ".ato", ".atom"];
const forbiddenEndings = new Set([endings.indexOf(".git"), endings.indexOf(".atom")]);

/** A part that has no character yet. */
const empty = endings.length;
/** States below this are in the top-level group, those above in a later part. */
const perLevel = endings.length + 1;

const slash = 0x2f;
const hyphen = 0x2d;

/** The full paths of GitLab projects, `group[/subgroup…]/project`: what `isProjectPath` takes, as an automaton. */
export const projectPathAutomaton: Automaton = {
    start: empty,
    step(state, character) {
        const part = state % perLevel;
        const level = state - part;
        if (character === slash)
            return part === empty || forbiddenEndings.has(part) ? dead : perLevel + empty;
        if (!isPathCharacter(character) || (part === empty && character === hyphen)) return dead;
        return level + endingAfter(part, character);
    },
    accepts: (state) =>
        state >= perLevel && state !== perLevel + empty && !forbiddenEndings.has(state - perLevel),
    alphabet: charactersOf("x/-.gitaom"),
};

function endingAfter(part: number, character: number): number {
    const longer = endings.indexOf((endings[part] ?? "") + String.fromCodePoint(character).toLowerCase());
    return longer >= 0 ? longer : character === 0x2e ? 1 : 0;
}

function isPathCharacter(character: number): boolean {
    return /[A-Za-z0-9_.-]/.test(String.fromCodePoint(character));
}

/** How far a part of the ref has come towards something that git forbids. */
const firstPart = 0;
const laterPart = 1;
const plain = 2;
const dot = 3;
const lockEnding = [".", ".l", ".lo", ".loc", ".lock"];
const locked = dot + lockEnding.length - 1;
const at = locked + 1;

/**
 * The names of branches and tags that git takes: what `isRefName` takes, as an automaton.
 * GitLab refuses a few more (names that look like a commit id), so this is slightly wider than what can exist.
 */
export const refAutomaton: Automaton = {
    start: firstPart,
    step(state, character) {
        if (isForbidden(character)) return dead;
        const text = String.fromCodePoint(character);
        const partStart = state === firstPart || state === laterPart;
        if (text === "/") return partStart || state === locked ? dead : laterPart;
        if (text === ".") return partStart || state === dot ? dead : dot;
        if (text === "@") return at;
        if (text === "{" && state === at) return dead;
        if (state >= dot && state < locked && ".lock"[state - dot + 1] === text) return state + 1;
        return plain;
    },
    accepts: (state) => state >= plain && state !== dot && state !== locked,
    alphabet: charactersOf("x/.lock@{-"),
};

/** Source: https://git-scm.com/docs/git-check-ref-format. */
function isForbidden(character: number): boolean {
    return character <= 0x20 || character === 0x7f || "~^:?*[\\".includes(String.fromCodePoint(character));
}

/** A whole number above zero, in digits: GitLab's ids. */
export const idAutomaton: Automaton = {
    start: 0,
    step: (state, character) => (isDigit(character) && (state === 1 || character !== 0x30) ? 1 : dead),
    accepts: (state) => state === 1,
    // All of them: what is combined with it may tell any two apart.
    alphabet: charactersOf("1234567890"),
};

function isDigit(character: number): boolean {
    return character >= 0x30 && character <= 0x39;
}

/** The values of components that are newer than the table: any text without a colon. No wildcard ever stands in one. */
export const newerValues: Automaton = {
    start: 0,
    step: (_, character) => (character <= 0x20 || ":*?".includes(String.fromCodePoint(character)) ? dead : 1),
    accepts: (state) => state === 1,
    alphabet: charactersOf("x"),
};

/** The values of each kind of component. */
export const issuedValues: Readonly<Record<ComponentKind, Automaton>> = {
    projectPath: projectPathAutomaton,
    id: idAutomaton,
    refType: oneOf(refTypes),
    ref: refAutomaton,
    boolean: oneOf(["true", "false"]),
    deploymentTier: oneOf(deploymentTiers),
};
