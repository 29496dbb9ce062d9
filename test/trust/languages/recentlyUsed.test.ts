import assert from "node:assert/strict";
import { RecentlyUsed } from "../../../trust/languages";

describe("RecentlyUsed", () => {
    it("makes each value once, and forgets the one that was not asked for longest", () => {
        const made: string[] = [];
        const kept = new RecentlyUsed<string, string>(2);
        const get = (key: string) => kept.get(key, () => (made.push(key), `value of ${key}`));
        assert.equal(get("a"), "value of a");
        get("b");
        get("a");
        assert.deepEqual(made, ["a", "b"]);
        get("c");
        get("a");
        assert.deepEqual(made, ["a", "b", "c"]);
        get("b");
        assert.deepEqual(made, ["a", "b", "c", "b"]);
    });
});
