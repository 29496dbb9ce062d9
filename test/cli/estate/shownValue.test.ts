import assert from "node:assert/strict";
import {
    holdsUnknown,
    openedValue,
    secretSignature,
    shownValue,
    unknownValue,
} from "../../../cli/estate/plan";

const secret = (value: unknown) => ({ [secretSignature.key]: secretSignature.value, value });

describe("a value of a plan", () => {
    it("is shown without secrets, at any depth", () => {
        const shown = shownValue({ a: [secret("hush")], b: secret({ c: "hush" }), d: 1, e: null });
        assert.deepEqual(shown, { a: ["[secret]"], b: "[secret]", d: 1, e: null });
    });

    it("is shown with a mark where it is unknown, inside a text too", () => {
        assert.deepEqual(shownValue([unknownValue, `arn:${unknownValue}/x`]), [
            "[unknown]",
            "arn:[unknown]/x",
        ]);
    });

    it("is opened for analysis, unknowns kept", () => {
        assert.deepEqual(openedValue({ a: secret([secret("x"), unknownValue]) }), { a: ["x", unknownValue] });
        assert.equal(holdsUnknown({ a: [`x${unknownValue}`] }), true);
        assert.equal(holdsUnknown({ a: ["x"], b: null }), false);
    });

    it("shows a file by its path", () => {
        assert.equal(
            shownValue({ [secretSignature.key]: "asset", path: "./keys.json" }),
            "[file ./keys.json]",
        );
    });
});
