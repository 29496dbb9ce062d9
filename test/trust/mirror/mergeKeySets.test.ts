import assert from "node:assert/strict";
import fc from "fast-check";
import { type MergedKeySet, mergeKeySets } from "../../../trust/mirror/mergeKeySets";
import { readKeySet } from "../../../trust/mirror/readKeySet";
import { type KeySet, keySetText } from "../../../trust/mirror/keySet";
import { propertyRuns } from "../../propertyRuns";
import { keySet, someKey } from "./keyArbitraries";

const hour = 3600;
const [user, oldCi, newCi] = [someKey("user"), someKey("old", 2), someKey("new", 3)];
const merge = (mirrored: KeySet | undefined, published: KeySet, now: number, more = {}): MergedKeySet => {
    const { merged, problems } = mergeKeySets({
        ...(mirrored && { mirrored }),
        published,
        now,
        gracePeriod: 24 * hour,
        ...more,
    });
    assert.deepEqual(problems, []);
    assert.ok(merged);
    return merged;
};
const kids = ({ keys }: KeySet) => keys.map(({ kid }) => kid);

describe("mergeKeySets", () => {
    it("keeps a replaced key for the grace period, and the time is not moved by further merges", () => {
        const first = merge({ keys: [user, oldCi] }, { keys: [user, newCi] }, 1000);
        assert.deepEqual(kids(first.keySet), ["user", "new", "old"]);
        assert.deepEqual(first.added, ["new"]);
        assert.deepEqual(first.retiring, [{ kid: "old", until: 1000 + 24 * hour }]);
        // What was published is all that the next one knows, whoever runs it.
        const read = readKeySet(keySetText(first.keySet)).keySet;
        const later = merge(read, { keys: [user, newCi] }, 1000 + 23 * hour);
        assert.deepEqual(later.retiring, first.retiring);
        const last = merge(later.keySet, { keys: [user, newCi] }, 1000 + 24 * hour);
        assert.deepEqual(kids(last.keySet), ["user", "new"]);
        assert.deepEqual(last.removed, ["old"]);
    });

    it("forgets the end of a key that the instance publishes again", () => {
        const { keySet: retiring } = merge({ keys: [user, oldCi] }, { keys: [user] }, 1000);
        assert.deepEqual(merge(retiring, { keys: [user, oldCi] }, 2000).keySet.keys, [user, oldCi]);
    });

    it("publishes a coming key before the instance signs with it", () => {
        const before = merge({ keys: [user, oldCi] }, { keys: [user, oldCi] }, 1000, {
            upcoming: { keys: [newCi] },
        });
        assert.deepEqual(kids(before.keySet), ["user", "old", "new"]);
        assert.deepEqual(before.retiring, []);
        assert.deepEqual(before.coming, [{ kid: "new", since: 1000 }]);
        const replaced = merge(before.keySet, { keys: [user, newCi] }, 2000);
        assert.deepEqual(replaced.coming, []);
        assert.deepEqual(replaced.added, []);
        assert.deepEqual(kids(replaced.keySet), ["user", "new", "old"]);
    });

    it("keeps a coming key over later merges, however late, until the instance has published it once", () => {
        const instance = { keys: [user, oldCi] };
        const announced = merge(instance, instance, 1000, { upcoming: { keys: [newCi] } });
        // What was published is all that the next one knows.
        const read = readKeySet(keySetText(announced.keySet)).keySet;
        const later = merge(read, instance, 1000 + 1000 * hour);
        assert.deepEqual(kids(later.keySet), ["user", "old", "new"]);
        assert.deepEqual(
            [later.retiring, later.removed, later.coming],
            [[], [], [{ kid: "new", since: 1000 }]],
        );
        // Announced again, it keeps its time.
        const again = merge(later.keySet, instance, 1_000_000, { upcoming: { keys: [newCi] } });
        assert.deepEqual(again.keySet, later.keySet);
        const published = merge(again.keySet, { keys: [user, newCi] }, 2_000_000);
        assert.deepEqual(published.keySet.keys.slice(0, 2), [user, newCi]);
        // From then on it is a key like any other.
        const replaced = merge(published.keySet, instance, 3_000_000);
        assert.deepEqual(
            replaced.retiring.map(({ kid }) => kid),
            ["new"],
        );
    });

    it("removes a coming key that is withdrawn, and no other", () => {
        const instance = { keys: [user, oldCi] };
        const { keySet: announced } = merge(instance, instance, 1000, { upcoming: { keys: [newCi] } });
        const withdrawn = merge(announced, instance, 2000, { withdrawUpcoming: true });
        assert.deepEqual(withdrawn.keySet, instance);
        assert.deepEqual(withdrawn.removed, ["new"]);
        const other = someKey("other", 5);
        const exchanged = merge(announced, instance, 2000, {
            withdrawUpcoming: true,
            upcoming: { keys: [other] },
        });
        assert.deepEqual(exchanged.coming, [{ kid: "other", since: 2000 }]);
        assert.deepEqual(exchanged.removed, ["new"]);
    });

    it("refuses a set that has nothing in common with the mirror's, unless it is told to take it", () => {
        const merged = {
            mirrored: { keys: [user, oldCi] },
            published: { keys: [newCi] },
            now: 1000,
            gracePeriod: hour,
        };
        assert.deepEqual(
            mergeKeySets(merged).problems.map(({ code }) => code),
            ["unrelated-keys"],
        );
        assert.equal(mergeKeySets(merged).merged, undefined);
        const taken = mergeKeySets({ ...merged, acceptUnrelatedKeys: true }).merged;
        assert.deepEqual(taken && kids(taken.keySet), ["new", "user", "old"]);
    });

    it("does not take a key on its way out for a sign that it is the same instance", () => {
        const mirrored = { keys: [user, { ...oldCi, exp: 9999 }] };
        const { problems } = mergeKeySets({
            mirrored,
            published: { keys: [oldCi] },
            now: 1000,
            gracePeriod: hour,
        });
        assert.deepEqual(
            problems.map(({ code }) => code),
            ["unrelated-keys"],
        );
    });

    it("refuses another key under a known id", () => {
        const forged = someKey("old", 9);
        const cases: [KeySet, KeySet][] = [
            [{ keys: [user, oldCi] }, { keys: [user, forged] }],
            [{ keys: [user] }, { keys: [user, oldCi] }],
        ];
        for (const [mirrored, published] of cases) {
            const upcoming = { keys: [forged] };
            const { problems, merged } = mergeKeySets({
                mirrored,
                published,
                upcoming,
                now: 1,
                gracePeriod: hour,
            });
            assert.ok(problems.some(({ code, value }) => code === "key-changed" && value === "old"));
            assert.equal(merged, undefined);
        }
    });

    it("refuses more keys than STS takes", () => {
        const many = (from: number) =>
            Array.from({ length: 60 }, (_, index) => someKey(String(from + index)));
        const { problems } = mergeKeySets({
            mirrored: { keys: [user, ...many(0)] },
            published: { keys: [user, ...many(100)] },
            now: 1000,
            gracePeriod: hour,
        });
        assert.deepEqual(
            problems.map(({ code }) => code),
            ["too-many-keys"],
        );
    });

    it("never publishes less than the instance does, nor drops a key before its time", () => {
        fc.assert(
            fc.property(
                keySet,
                keySet,
                fc.nat(1e6),
                fc.integer({ min: 1, max: 1e6 }),
                (mirrored, published, now, gracePeriod) => {
                    const { merged, problems } = mergeKeySets({
                        mirrored,
                        published,
                        now,
                        gracePeriod,
                        acceptUnrelatedKeys: true,
                    });
                    assert.equal(merged === undefined, problems.length > 0);
                    if (merged === undefined) return;
                    assert.deepEqual(merged.keySet.keys.slice(0, published.keys.length), published.keys);
                    for (const { kid } of mirrored.keys) assert.ok(kids(merged.keySet).includes(kid));
                    assert.deepEqual(readKeySet(keySetText(merged.keySet)).problems, []);
                    const again = mergeKeySets({
                        mirrored: merged.keySet,
                        published,
                        now,
                        gracePeriod,
                    }).merged;
                    assert.deepEqual(again?.keySet, merged.keySet);
                    const over = mergeKeySets({
                        mirrored: merged.keySet,
                        published,
                        now: now + gracePeriod,
                        gracePeriod,
                    });
                    assert.deepEqual(over.merged?.keySet, published);
                },
            ),
            { numRuns: propertyRuns(200) },
        );
    });
});
