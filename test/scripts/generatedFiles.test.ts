import assert from "node:assert/strict";
import { staleFiles } from "../../scripts/generatedFiles";

describe("what is written from the code", function () {
    this.timeout(240_000);

    it("is what the code would write today", async () => {
        const stale = await staleFiles();
        assert.equal(stale.length, 0, stale.join("\n"));
    });
});
