import type { Automaton } from "./automaton";
import { charactersOf, dead } from "./automaton";

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
