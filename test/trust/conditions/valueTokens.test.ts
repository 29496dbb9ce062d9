import assert from "node:assert/strict";
import fc from "fast-check";
import { type ValueToken, tokenizeValue } from "../../../trust/conditions/patterns";
import { propertyRuns } from "../../propertyRuns";

const text = (value: string): ValueToken => ({ kind: "text", text: value });
const star: ValueToken = { kind: "anyText" };
const one: ValueToken = { kind: "anyCharacter" };

describe("tokenizeValue", () => {
    const cases: [value: string, wildcards: boolean, variables: boolean, tokens: ValueToken[]][] = [
        ["", true, true, []],
        ["a*b?c", true, true, [text("a"), star, text("b"), one, text("c")]],
        ["a*b?c", false, true, [text("a*b?c")]],
        ["a${*}b${?}c${$}d", true, true, [text("a*b?c$d")]],
        ["a${*}b", true, false, [text("a${"), star, text("}b")]],
        ["a${*}b", false, false, [text("a${*}b")]],
        ["$", true, true, [text("$")]],
        ["$$ {x}", true, true, [text("$$ {x}")]],
        ["${gitlab.com:sub}", true, true, [{ kind: "variable", key: "gitlab.com:sub" }]],
        [
            "x${ aws:username }y",
            true,
            true,
            [text("x"), { kind: "variable", key: "aws:username" }, text("y")],
        ],
        ["${a:b, 'it''s'}", false, true, [{ kind: "variable", key: "a:b", defaultText: "it's" }]],
        ["${a:b,'}'}!", false, true, [{ kind: "variable", key: "a:b", defaultText: "}" }, text("!")]],
        ["${a:b, 'x*'}", true, true, [{ kind: "variable", key: "a:b", defaultText: "x*" }]],
        ["${}", true, true, [{ kind: "malformed", text: "${}" }]],
        ["${a b}", true, true, [{ kind: "malformed", text: "${a b}" }]],
        ["${a, b}", true, true, [{ kind: "malformed", text: "${a, b}" }]],
        ["x${a*", true, true, [text("x"), { kind: "malformed", text: "${a*" }]],
        ["${$}{x}", true, true, [text("${x}")]],
    ];
    for (const [value, wildcards, variables, tokens] of cases) {
        it(`${JSON.stringify(value)}${wildcards ? ", wildcards" : ""}${variables ? ", variables" : ""}`, () => {
            assert.deepEqual(tokenizeValue(value, { wildcards, variables }), tokens);
        });
    }

    it("loses and invents nothing where a value is only text", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (value) => {
                const tokens = tokenizeValue(value, { wildcards: false, variables: false });
                assert.deepEqual(tokens, value === "" ? [] : [text(value)]);
            }),
            { numRuns: propertyRuns(200) },
        );
    });

    it("undoes the escapes: a text whose special characters are escaped stands for itself", () => {
        fc.assert(
            fc.property(
                fc.string({ unit: fc.constantFrom("a", "*", "?", "$", "{", "}", "'", "é") }),
                (value) => {
                    const escaped = value.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
                    const tokens = tokenizeValue(escaped, { wildcards: true, variables: true });
                    assert.deepEqual(tokens, value === "" ? [] : [text(value)]);
                },
            ),
            { numRuns: propertyRuns(300) },
        );
    });

    it("takes a megabyte of beginnings", () => {
        for (const piece of ["${", "${'", "${'}", "${a, '"]) {
            assert.ok(tokenizeValue(piece.repeat(250_000), { wildcards: true, variables: true }).length > 0);
        }
    });
});
