import assert from "node:assert/strict";
import { measure, worstDocuments } from "../../../bench/worstDocuments";

/** How many times slower than usual this machine is just now, by work that is always the same. */
function slowness(): number {
    const before = process.cpuUsage();
    let sum = 0;
    for (let index = 0; index < 20_000_000; index++) sum = (sum * 31 + index) | 0;
    const { user } = process.cpuUsage(before);
    assert.notEqual(sum, 1);
    return Math.max(1, user / 1000 / 25);
}

describe("who gets in by the worst documents", function () {
    this.timeout(600_000);

    for (const [name, make] of Object.entries(worstDocuments)) {
        it(`is answered within a second of the processor: ${name}`, () => {
            const { ways, milliseconds } = measure(make());
            assert.ok(ways > 0);
            // A test that counts milliseconds leaves room for a machine that does other things as well.
            const limit = 2000 * slowness();
            assert.ok(milliseconds < limit, `${milliseconds.toFixed(0)} ms of ${limit.toFixed(0)}`);
        });
    }
});
