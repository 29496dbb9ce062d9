import assert from "node:assert/strict";
import fc from "fast-check";
import {
    anything,
    findSubject,
    findText,
    globMatches,
    globOfPattern,
    isIssuedSubject,
    matches,
    Work,
    WorkSpent,
    type Pattern,
} from "../../../trust/languages";
import { propertyRuns } from "../../propertyRuns";
import { randomPattern, randomSubject } from "./randomSubjects";

const enough = 2_000_000;

/** Every string of `a`, `b` and one other letter, from the shortest on. */
function* words(longest: number): Generator<string> {
    let level = [""];
    for (let length = 0; length <= longest; length++) {
        yield* level;
        level = level.flatMap((word) => ["a", "b", "x"].map((letter) => word + letter));
    }
}

const glob = fc
    .array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 4 })
    .map((characters) => globOfPattern(characters.join("")));
const pattern: fc.Arbitrary<Pattern> = fc.record({
    all: fc.array(glob, { maxLength: 3 }),
    none: fc.array(glob, { maxLength: 3 }),
});

describe("the search for a string", function () {
    this.timeout(600_000);

    it("finds a shortest one, as trying all strings does", () => {
        // What three globs and three exclusions of four characters tell apart, strings of seven characters show.
        const all = [...words(7)];
        fc.assert(
            fc.property(pattern, (asked) => {
                const found = findText(asked, anything, new Work(enough));
                const tried = all.find((word) => matches(asked, word));
                if (tried !== undefined) assert.equal(found?.length, tried.length);
                if (found !== undefined) assert.ok(matches(asked, found));
                if (found === undefined) assert.equal(tried, undefined);
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("finds a subject wherever GitLab issues one", () => {
        fc.assert(
            fc.property(
                fc.array(randomPattern, { minLength: 1, maxLength: 2 }),
                fc.array(randomPattern, { maxLength: 2 }),
                randomSubject,
                (texts, excluded, subject) => {
                    const asked = {
                        all: texts.map((text) => globOfPattern(text)),
                        none: excluded.map((text) => globOfPattern(text)),
                    };
                    const found = findSubject(asked, {}, new Work(enough));
                    if (found !== undefined)
                        assert.ok(isIssuedSubject(found.subject) && matches(asked, found.subject));
                    else assert.ok(!matches(asked, subject));
                },
            ),
            { numRuns: propertyRuns(300) },
        );
    });

    it("counts its work, and stops where it is spent", () => {
        const asked = {
            all: [globOfPattern(`*a${"?".repeat(200)}`)],
            none: [globOfPattern(`*b${"?".repeat(199)}`)],
        };
        assert.throws(() => findText(asked, anything, new Work(100)), WorkSpent);
        const whole = new Work(10_000);
        assert.throws(() => {
            whole.part(50_000).charge(20_000);
        }, WorkSpent);
        assert.ok(whole.isSpent);
    });

    it("matches letters in any case where they are read so", () => {
        const any = globOfPattern("Grü*/App", { ignoreCase: true });
        assert.ok(globMatches(any, "gRÜn/aPP") && !globMatches(any, "grun/app"));
        assert.ok(globMatches(globOfPattern("a*", { pattern: false }), "a*"));
        assert.ok(!globMatches(globOfPattern("a*", { pattern: false }), "ab"));
    });
});
