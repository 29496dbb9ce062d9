import assert from "node:assert/strict";
import fc from "fast-check";
import { type PatternToken, matchPattern, tokenizeValue } from "../../../trust/conditions/patterns";
import { propertyRuns } from "../../propertyRuns";

function tokensOf(pattern: string): PatternToken[] {
    return tokenizeValue(pattern, { wildcards: true, variables: false }).filter(
        (token) => token.kind !== "variable" && token.kind !== "malformed",
    );
}

/** The definition itself, by a table over all beginnings of both sides: slow, and hard to get wrong. */
function matchesByDefinition(pattern: string, value: string): boolean {
    const [left, right] = [Array.from(pattern), Array.from(value)];
    let row = [true, ...right.map(() => false)];
    for (const wanted of left) {
        const next = [wanted === "*" && row[0] === true];
        right.forEach((character, index) => {
            const stay = row[index + 1] === true || next[index] === true;
            const step = row[index] === true && (wanted === "?" || wanted === character);
            next.push(wanted === "*" ? stay : step);
        });
        row = next;
    }
    return row.at(-1) === true;
}

describe("matchPattern", () => {
    const cases: [pattern: string, value: string, matched: boolean][] = [
        ["", "", true],
        ["", "a", false],
        ["*", "", true],
        ["?", "", false],
        ["?*", "a", true],
        ["project_path:g/*", "project_path:g/sub/p:ref_type:branch:ref:main", true],
        ["project_path:g/p:*", "project_path:g/p-evil:ref_type:branch:ref:main", false],
        ["project_path:g*", "project_path:g-evil/p:ref_type:branch:ref:main", true],
        ["a?c", "a/c", true],
        ["a?c", "a:c", true],
        ["A*", "a", false],
        ["?", "😀", true],
        ["a*", "a\nb", true],
        ["*a", "ab", false],
        ["**a**", "xay", true],
        ["*ab*abc", "ababab_abc", true],
    ];
    for (const [pattern, value, matched] of cases) {
        it(`${JSON.stringify(pattern)} ${matched ? "lets" : "does not let"} ${JSON.stringify(value)} in`, () => {
            assert.equal(matchPattern(tokensOf(pattern), value).matched, matched);
        });
    }

    const small = (units: string[]): fc.Arbitrary<string> =>
        fc.string({ unit: fc.constantFrom(...units), maxLength: 12 });

    it("agrees with the definition, and keeps to its number of steps", () => {
        fc.assert(
            fc.property(small(["a", "b", "/", "*", "?"]), small(["a", "b", "/"]), (pattern, value) => {
                const { matched, steps } = matchPattern(tokensOf(pattern), value);
                assert.equal(matched, matchesByDefinition(pattern, value));
                assert.ok(steps <= (pattern.length + 1) * (value.length + 1));
            }),
            { numRuns: propertyRuns(3000) },
        );
    });

    it("does not explode on *a*a*a…", () => {
        const stars = "*a".repeat(500);
        for (const [pattern, value] of [
            [`${stars}b`, "a".repeat(4_000)],
            [`${stars}*`, "a".repeat(4_000)],
            [`${stars}b*`, `${"a".repeat(4_000)}c`],
            ["*".repeat(8_000), "a".repeat(4_000)],
            [`${"?*".repeat(500)}b`, "a".repeat(4_000)],
        ] as const) {
            const { steps } = matchPattern(tokensOf(pattern), value);
            // Linear for these shapes; the general bound is the product.
            assert.ok(
                steps <= 4 * (pattern.length + value.length),
                `${steps} steps for ${pattern.slice(0, 10)}`,
            );
        }
    });
});
