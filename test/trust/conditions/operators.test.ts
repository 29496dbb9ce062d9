import assert from "node:assert/strict";
import { conditionOperators, parseOperator, respellOperator } from "../../../trust/conditions/operators";

describe("operators", () => {
    it("are the 27 that IAM documents, with qualifier and IfExists wherever they are allowed", () => {
        assert.equal(conditionOperators.size, 27);
        for (const base of conditionOperators.keys()) {
            for (const qualifier of ["ForAnyValue", "ForAllValues", undefined] as const) {
                for (const ifExists of [false, true]) {
                    const text = `${qualifier === undefined ? "" : `${qualifier}:`}${base}${ifExists ? "IfExists" : ""}`;
                    const parsed = parseOperator(text);
                    if (base === "Null" && text !== "Null") {
                        assert.equal(parsed, undefined, text);
                        continue;
                    }
                    assert.equal(parsed?.base, base, text);
                    assert.equal(parsed?.qualifier, qualifier, text);
                    assert.equal(parsed?.ifExists, ifExists, text);
                }
            }
        }
    });

    it("know what is negated, what takes wildcards and what ignores case", () => {
        const named = (wanted: "negated" | "pattern" | "ignoreCase"): string[] =>
            [...conditionOperators].filter(([, operator]) => operator[wanted]).map(([name]) => name);
        assert.deepEqual(
            named("negated"),
            [...conditionOperators.keys()].filter((name) => name.includes("Not")),
        );
        assert.deepEqual(named("pattern"), [
            "StringLike",
            "StringNotLike",
            "ArnEquals",
            "ArnLike",
            "ArnNotEquals",
            "ArnNotLike",
        ]);
        assert.deepEqual(named("ignoreCase"), ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]);
    });

    for (const text of [
        "",
        "stringequals",
        "StringEqual",
        "StringLike ",
        "ForAnyValue:",
        "ForAnyvalue:StringLike",
        "IfExists",
    ]) {
        it(`has none called "${text}"`, () => {
            assert.equal(parseOperator(text), undefined);
        });
    }

    it("are respelt where only the case is wrong", () => {
        assert.equal(respellOperator("stringequals"), "StringEquals");
        assert.equal(
            respellOperator("FORALLVALUES:STRINGNOTLIKEIFEXISTS"),
            "ForAllValues:StringNotLikeIfExists",
        );
        assert.equal(respellOperator("StringEqual"), undefined);
        assert.equal(respellOperator("nullifexists"), undefined);
    });
});
