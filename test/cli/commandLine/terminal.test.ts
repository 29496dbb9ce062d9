import assert from "node:assert/strict";
import { lineWidth, wantsColour } from "../../../cli/commandLine/terminal";

const settings = (isTerminal: boolean, environment: Record<string, string>, columns?: number) => ({
    isTerminal,
    columns,
    environment,
});

describe("the terminal", () => {
    it("has colours where somebody looks at it, and never against NO_COLOR", () => {
        assert.equal(wantsColour(settings(true, {})), true);
        assert.equal(wantsColour(settings(false, {})), false);
        assert.equal(wantsColour(settings(true, { NO_COLOR: "1" })), false);
        assert.equal(wantsColour(settings(true, { NO_COLOR: "" })), true);
        assert.equal(wantsColour(settings(true, { NO_COLOR: "1", FORCE_COLOR: "1" })), false);
        assert.equal(wantsColour(settings(false, { FORCE_COLOR: "1" })), true);
        assert.equal(wantsColour(settings(true, { FORCE_COLOR: "0" })), false);
        assert.equal(wantsColour(settings(true, { TERM: "dumb" })), false);
    });

    it("is as wide as it says, within what can be read", () => {
        assert.equal(lineWidth(settings(true, {}, 80)), 80);
        assert.equal(lineWidth(settings(true, { COLUMNS: "90" }, 20)), 60);
        assert.equal(lineWidth(settings(true, {}, 400)), 160);
        assert.equal(lineWidth(settings(false, { COLUMNS: "90" })), 90);
        assert.equal(lineWidth(settings(false, { COLUMNS: "wide" })), 100);
        assert.equal(lineWidth(settings(false, {})), 100);
    });
});
