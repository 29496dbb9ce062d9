import assert from "node:assert/strict";
import { packPolicies } from "../../../policy-pack/policies";
import { pageUrl } from "../../../trust/project";
import { rules } from "../../../trust/rules";

describe("the policies of the pack", () => {
    it("have names of their own", () => {
        const names = packPolicies.map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)]);
        assert.ok(names.every((name) => /^[a-z]+(-[a-z]+)+$/.test(name)));
    });

    it("begin with the one that holds the organisation's settings", () => {
        assert.equal(packPolicies[0]?.name, "gitlab-issuers");
    });

    for (const rule of ["trust-policy-readable", ...rules.map(({ name }) => name)]) {
        it(`report the rule ${rule}`, () => {
            const reporting = packPolicies.filter((policy) => "reports" in policy && policy.reports === rule);
            assert.deepEqual(
                reporting.map(({ name }) => name),
                [rule],
            );
        });
    }

    for (const { name, sdk, cases, effect } of packPolicies) {
        describe(name, () => {
            it("says how bad it is, what it is for, what to do and where to read on", () => {
                assert.ok(sdk.severity);
                assert.ok(sdk.displayName);
                assert.match(sdk.description, /^[A-Z].*\.$/);
                assert.match(sdk.remediationSteps ?? "", /\.$/);
                assert.equal(sdk.url, pageUrl(`docs/policies/${name}.md`));
                assert.deepEqual(
                    sdk.tags?.filter((tag) => tag.startsWith("fails-")),
                    [`fails-${effect}`],
                );
            });

            it("has passing and failing cases", () => {
                const all = cases();
                assert.ok(all.some(({ passes }) => passes));
                assert.ok(all.some(({ passes }) => !passes));
                const titles = all.map(({ title }) => title);
                assert.deepEqual(titles, [...new Set(titles)]);
            });

            it("describes each of its config keys", () => {
                for (const [key, schema] of Object.entries(sdk.configSchema?.properties ?? {})) {
                    assert.ok(schema.description, key);
                }
            });
        });
    }
});
