import assert from "node:assert/strict";
import fc from "fast-check";
import type { Automaton } from "../../../trust/languages";
import { charactersOf } from "../../../trust/languages";
import { projectPathAutomaton } from "../../../trust/languages";
import { refAutomaton } from "../../../trust/languages";
import { subjectLanguage } from "../../../trust/languages";
import { isProjectPath, isRefName, parseSubject } from "../../../trust/gitlab";
import { propertyRuns } from "../../propertyRuns";
import { randomPattern, randomSubject } from "./randomSubjects";

function accepts(automaton: Automaton, text: string): boolean {
    let state = automaton.start;
    for (const character of charactersOf(text)) {
        state = automaton.step(state, character);
        if (state < 0) return false;
    }
    return automaton.accepts(state);
}

/** Texts of few characters, so that the rare endings and pairs turn up often. */
const textOf = (pieces: string[]) =>
    fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join(""));

describe("the automata of the subject's grammar", () => {
    it("take the paths that the grammar takes", () => {
        fc.assert(
            fc.property(
                textOf(["a", "G", "/", ".", "-", "_", "git", "atom", ".git", ".Git", " ", "*", "ä"]),
                (text) => {
                    assert.equal(
                        accepts(projectPathAutomaton, text),
                        isProjectPath(text),
                        JSON.stringify(text),
                    );
                },
            ),
            { numRuns: propertyRuns(2000) },
        );
    });

    it("take the refs that the grammar takes", () => {
        fc.assert(
            fc.property(
                textOf([
                    "a",
                    "/",
                    ".",
                    "-",
                    "@",
                    "{",
                    "lock",
                    ".lock",
                    "~",
                    "^",
                    ":",
                    " ",
                    "*",
                    "?",
                    "[",
                    "\\",
                    "ä",
                    "日",
                    "$",
                    "\u007f",
                ]),
                (text) => {
                    assert.equal(accepts(refAutomaton, text), isRefName(text), JSON.stringify(text));
                },
            ),
            { numRuns: propertyRuns(2000) },
        );
    });

    it("take the subjects that the grammar takes, and hardly a text beyond", () => {
        const language = subjectLanguage();
        fc.assert(
            fc.property(fc.oneof(randomSubject, randomPattern), (text) => {
                // The newer components that both take are of the same form, but only a wildcard makes the two differ.
                fc.pre(!/[*?]/.test(text));
                assert.equal(accepts(language, text), parseSubject(text) !== undefined, text);
            }),
            { numRuns: propertyRuns(1500) },
        );
    });

    it("take fewer subjects in narrower orders", () => {
        const subject = "project_path:g/p:ref_type:branch:ref:main";
        const taken = (order: "default" | "usual" | "documented" | "newer", text: string): boolean =>
            accepts(subjectLanguage({ order }), text);
        assert.ok(taken("default", subject));
        assert.ok(!taken("default", "project_id:1:ref_type:branch:ref:main"));
        assert.ok(taken("usual", "project_id:1:ref_type:branch:ref:main"));
        assert.ok(!taken("usual", "project_path:g/p:ref:main:ref_type:branch"));
        assert.ok(taken("documented", "project_path:g/p:ref:main:ref_type:branch"));
        assert.ok(!taken("documented", `${subject}:new_thing:x`));
        assert.ok(taken("newer", `${subject}:new_thing:x`));
        assert.ok(!taken("newer", `${subject}:ref:x`));
    });
});
