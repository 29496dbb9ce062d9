import type { Automaton } from "./automaton";
import { charactersOf, dead } from "./automaton";

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
