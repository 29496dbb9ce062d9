import assert from "node:assert/strict";
import fc from "fast-check";
import { maximumJsonDepth, readJson } from "../../../trust/document/json";
import { propertyRuns } from "../../propertyRuns";

describe("readJson", () => {
    it("reads every JSON value as JSON.parse does", () => {
        fc.assert(
            fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
                const text = JSON.stringify(value, null, indent);
                assert.deepEqual(readJson(text), {
                    value: JSON.parse(text) as unknown,
                    duplicates: [],
                    shadowed: [],
                });
            }),
            { numRuns: propertyRuns(300) },
        );
    });

    it("refuses exactly the texts that JSON.parse refuses", () => {
        const piece = fc.constantFrom(
            ...'{}[],:"\\ \n',
            "null",
            "tru",
            "-0",
            "1e5",
            "01",
            '"a"',
            '"\\u00e9"',
            "\t",
            "'",
            "{}",
            "[]",
        );
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
                const text = pieces.join("");
                let expected: unknown;
                let refused = false;
                try {
                    expected = JSON.parse(text);
                } catch {
                    refused = true;
                }
                const { value, error } = readJson(text);
                assert.equal(error !== undefined, refused, `${text}: ${String(error)}`);
                if (!refused) assert.deepEqual(value, expected);
            }),
            { numRuns: propertyRuns(2000) },
        );
    });

    it("reports names that an object has twice, by path, and keeps the last as JSON.parse does", () => {
        const { value, duplicates } = readJson(
            '{"a": [{"b": 1, "x y": 2, "b": 3}], "a": {"c": 1, "c": 2, "c": 3}}',
        );
        assert.deepEqual(duplicates, ["a[0].b", "a.c", "a.c", "a"]);
        assert.deepEqual(value, { a: { c: 3 } });
    });

    it("reports a hundred of them at most", () => {
        assert.equal(readJson(`{${'"a": 1,'.repeat(500)} "a": 1}`).duplicates.length, 100);
    });

    it("keeps __proto__ a plain member", () => {
        const { value } = readJson('{"__proto__": {"polluted": true}}');
        assert.deepEqual(Object.keys(value as object), ["__proto__"]);
        assert.equal((value as { polluted?: boolean }).polluted, undefined);
    });

    it("says line and column", () => {
        assert.equal(
            readJson('{\n  "a": 1,\n  b: 2}').error,
            "expected a name in double quotes at line 3, column 3",
        );
        assert.match(readJson("[1, 2").error ?? "", /expected "," or "\]" at line 1, column 6/);
    });

    it("survives a megabyte of brackets, names or quotes", () => {
        for (const text of [
            "[".repeat(1e6),
            '{"a":'.repeat(2e5),
            '"'.repeat(1e6),
            "[".repeat(5e5) + "]".repeat(5e5),
        ]) {
            assert.notEqual(readJson(text).error, undefined);
        }
        const deepest = "[".repeat(maximumJsonDepth) + "]".repeat(maximumJsonDepth);
        assert.equal(readJson(deepest).error, undefined);
        assert.match(readJson(`[${deepest}]`).error ?? "", /nested deeper than 64 levels/);
        assert.equal(readJson(`[${"1,".repeat(4e5)}1]`).error, undefined);
    });
});
