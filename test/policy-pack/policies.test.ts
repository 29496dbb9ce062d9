import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { examplesByPolicy } from "../../policy-pack/examples/examplesByPolicy";
import { policies } from "../../policy-pack/policies";

const readme = readFileSync(join(__dirname, "..", "..", "policy-pack", "README.md"), "utf8");
// Per policy of the README's table, its default level.
const documentedLevels = new Map(
    [...readme.matchAll(/^\| `([\w-]+)` .*\| (\w+) +\|$/gm)].map(([, name, level]) => [name, level]),
);
const effects = ["open", "closed", "mixed", "none"];

describe("every policy", () => {
    it("has a name of its own", () => {
        const names = policies.map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)]);
        assert.ok(names.every((name) => /^[a-z]+(-[a-z]+)+$/.test(name)));
    });

    it("is in the README, in the order in which the pack runs them", () => {
        assert.deepEqual(
            policies.map(({ name }) => name),
            [...documentedLevels.keys()],
        );
    });

    it("has the only examples", () => {
        const names = policies.map(({ name }) => name);
        assert.deepEqual(Object.keys(examplesByPolicy).sort(), names.sort());
    });

    for (const policy of policies) {
        describe(policy.name, () => {
            it("says how bad it is, what it is for, what to do and where to read on", () => {
                assert.ok(policy.severity);
                assert.ok(policy.displayName);
                assert.match(policy.description, /^[A-Z].*\.$/);
                assert.match(policy.remediationSteps ?? "", /\.$/);
                assert.equal(policy.url, `docs/policies.md#${policy.name}`);
            });

            it("says by its tags how it fails", () => {
                const labels = effects.filter((effect) => policy.tags?.includes(`fails-${effect}`));
                assert.equal(labels.length, 1);
            });

            it("has passing and failing examples", () => {
                const examples = examplesByPolicy[policy.name] ?? [];
                assert.ok(examples.some(({ passes }) => passes));
                assert.ok(examples.some(({ passes }) => !passes));
                const titles = examples.map(({ title }) => title);
                assert.deepEqual(titles, [...new Set(titles)]);
            });

            it("describes each of its config keys", () => {
                for (const [key, schema] of Object.entries(policy.configSchema?.properties ?? {})) {
                    assert.ok(schema.description, key);
                }
            });

            it("has the level that the README says", () => {
                assert.equal(documentedLevels.get(policy.name), policy.enforcementLevel);
            });
        });
    }
});
