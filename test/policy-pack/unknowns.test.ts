import assert from "node:assert/strict";
import type { AnalyzedResource } from "../../cli/pack";
import { examplesByPolicy } from "../../policy-pack/examples/examplesByPolicy";
import { policies } from "../../policy-pack/policies";
import { unknownMarkers } from "../../trust/policy/unknownMarkers";
import { exampleStack } from "./exampleStack";
import { packOfSuite } from "./packOfSuite";
import { runResourcePolicies, runStackPolicies } from "./runPolicies";
import { pathsIn, withValueAt } from "./valuePaths";

/** Every failing example of a resource policy with one value unknown, in every place and with every marker. */
function* unknownVariants(): Generator<AnalyzedResource> {
    for (const [policy, examples] of Object.entries(examplesByPolicy)) {
        const kind = policies.find(({ name }) => name === policy);
        if (!kind || !("validateResource" in kind)) continue;
        const failing = examples.find(({ passes, config }) => !passes && !config);
        if (!failing) continue;
        for (const providerPackage of ["aws", "aws-native"] as const) {
            const [, resource] = exampleStack(failing, { providerPackage, secret: false });
            assert.ok(resource);
            for (const path of pathsIn(resource.props)) {
                for (const { marker } of unknownMarkers) {
                    yield {
                        ...resource,
                        props: withValueAt(resource.props, path, marker) as Record<string, unknown>,
                    };
                }
            }
        }
    }
}

const isRole = ({ type }: AnalyzedResource) => type.endsWith("Role");

describe("an unknown value at any path, with any of the seven markers", () => {
    it("keeps the resource policies silent on a role, and none of them fails", () => {
        let roles = 0;
        for (const resource of unknownVariants()) {
            const reports = runResourcePolicies(policies, resource);
            assert.deepEqual(
                reports.filter(({ message }) => isRole(resource) || message.includes("WAS NOT CHECKED")),
                [],
                JSON.stringify(resource.props),
            );
            if (isRole(resource)) roles++;
        }
        assert.ok(roles > 500, `only ${String(roles)} variants`);
    });

    it("is reported once per role by trust-policy-known, and names the place", () => {
        for (const resource of unknownVariants()) {
            if (!isRole(resource)) continue;
            const reports = runStackPolicies(policies, [resource]);
            // A known principal that is a service's, say, makes the rest of the document no concern of this pack.
            assert.ok(reports.length <= 1, JSON.stringify(reports));
            for (const { policy, level, message } of reports) {
                assert.equal(policy, "trust-policy-known");
                assert.equal(level, "advisory");
                assert.match(message, /^ {2}at {7}assumeRolePolicy/m);
            }
        }
    });

    describe("over the analyzer protocol", () => {
        const pack = packOfSuite();

        it("never makes the SDK give up on a policy", async () => {
            for (const resource of unknownVariants()) {
                for (const { policy, message } of await pack().analyze(resource)) {
                    assert.doesNotMatch(message, /can't run|WAS NOT CHECKED/);
                    assert.ok(!isRole(resource), `${policy}: ${message}`);
                }
            }
        });

        it("does not hide what is known of the same provider", async () => {
            const [stack, provider] = exampleStack(
                {
                    title: "",
                    passes: false,
                    resources: [
                        {
                            kind: "provider",
                            name: "gitlab",
                            url: "https://gitlab.com/",
                            audiences: ["gitlab.com"],
                        },
                    ],
                },
                { providerPackage: "aws", secret: false },
            );
            assert.ok(stack && provider);
            const unknownAudience = withValueAt(
                provider.props,
                ["clientIdLists", 0],
                unknownMarkers[0]?.marker,
            );
            const diagnostics = await pack().analyze({
                ...provider,
                props: unknownAudience as Record<string, unknown>,
            });
            assert.deepEqual(
                diagnostics.map(({ policy }) => policy),
                ["provider-url-no-trailing-slash"],
            );
        });
    });
});
