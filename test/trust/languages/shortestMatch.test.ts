import assert from "node:assert/strict";
import { globOfValue } from "../../../trust/admission";
import fc from "fast-check";
import {
    anythingBut,
    globAutomaton,
    globMatches,
    globOfPattern,
    intersection,
    notBeginningWith,
    oneOf,
    shortestMatch as search,
    Work,
    type Automaton,
    type Glob,
} from "../../../trust/languages";
import { propertyRuns } from "../../propertyRuns";

/** The search, with more work than any of these questions needs. */
const shortestMatch = (glob: Glob, automaton: Automaton): string | undefined =>
    search(glob, automaton, new Work(1e7));

/** Every text of a and b up to a length, the shortest first. */
function texts(most: number): string[] {
    const all = [""];
    for (let index = 0; all.length < 2 ** (most + 1) - 1; index++)
        all.push(`${all[index] ?? ""}a`, `${all[index] ?? ""}b`);
    return all;
}

const pattern = fc
    .array(fc.constantFrom("a", "b", "?", "*"), { maxLength: 6 })
    .map((pieces) => pieces.join(""));
const shortTexts = texts(7);

describe("the search for a match", () => {
    it("finds a shortest text that two globs match, or none where there is none", () => {
        fc.assert(
            fc.property(pattern, pattern, fc.boolean(), (left, right, inverted) => {
                const [one, other] = [globOfPattern(left), globOfPattern(right)];
                const wanted = shortTexts.find(
                    (text) => globMatches(one, text) && globMatches(other, text) !== inverted,
                );
                const found = shortestMatch(
                    one,
                    intersection(anythingBut("c"), globAutomaton(other, inverted, new Work(1e7))),
                );
                // The automaton may use another letter than a and b; the length is what counts.
                if (wanted !== undefined)
                    assert.equal(found?.length, Math.min(wanted.length, found?.length ?? Infinity));
                if (found !== undefined)
                    assert.ok(globMatches(one, found) && globMatches(other, found) !== inverted, found);
                if (found === undefined) assert.equal(wanted, undefined);
            }),
            { numRuns: propertyRuns(1000) },
        );
    });

    it("finds a shortest of several words", () => {
        assert.equal(shortestMatch(globOfPattern("*a*"), oneOf(["bbb", "bab", "ca", "aaaa"])), "ca");
        assert.equal(shortestMatch(globOfPattern("b*"), oneOf(["bbb", "ca"])), "bbb");
        assert.equal(shortestMatch(globOfPattern("x*"), oneOf(["bbb", "ca"])), undefined);
        assert.equal(
            shortestMatch(globOfPattern("*"), intersection(oneOf(["ab", "abc", "b"]), notBeginningWith("b"))),
            "ab",
        );
    });

    it("reads ${*}, ${?} and ${$} as the characters, and other variables as anything", () => {
        const read = (text: string) => globOfValue(text, { wildcards: true, variables: true });
        assert.ok(globMatches(read("a${*}b"), "a*b"));
        assert.ok(!globMatches(read("a${*}b"), "axb"));
        assert.ok(globMatches(read("${$}{x}"), "${x}"));
        assert.ok(globMatches(read("a${aws:username}b"), "a-anything-b"));
    });
});
