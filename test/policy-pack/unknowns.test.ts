import assert from "node:assert/strict";
import { type AnalyzedResource } from "../../cli/pack";
import { packPolicies } from "../../policy-pack/policies";
import { policies } from "../../policy-pack/policies";
import { unknownMarkers } from "../../trust/document";
import { caseStack } from "./caseStack";
import { runResourcePolicies, runStackPolicies } from "./runPolicies";
import { packOfSuite } from "./packOfSuite";
import { type Path, pathsIn, withValueAt } from "./valuePaths";

/** A resource with one value unknown. */
interface Variant {
    resource: AnalyzedResource;
    /** Where in its inputs. */
    path: Path;
}

/**
 * Whether a report on a role may stand beside an unknown: it is about a statement that is known as a whole. Text is
 * unknown as a whole; of an object an unknown version hides no statement.
 */
function isAboutKnownStatement([, member, at]: Path, message: string): boolean {
    if (member === "Version") return true;
    return (
        typeof at === "number" && /Statement\[/.test(message) && !message.includes(`Statement[${String(at)}]`)
    );
}

/** Every failing example of a resource policy with one value unknown, in every place and with every marker. */
function* unknownVariants(): Generator<Variant> {
    for (const { kind, cases } of packPolicies) {
        if (kind !== "resource") continue;
        const failing = cases().find(({ passes, config }) => !passes && !config);
        if (!failing) continue;
        for (const providerPackage of ["aws", "aws-native"] as const) {
            const [, resource] = caseStack(failing, { providerPackage, secret: false });
            assert.ok(resource);
            for (const path of pathsIn(resource.props)) {
                for (const { marker } of unknownMarkers) {
                    const props = withValueAt(resource.props, path, marker) as Record<string, unknown>;
                    yield { resource: { ...resource, props }, path };
                }
            }
        }
    }
}

const isRole = ({ type }: AnalyzedResource) => type.endsWith("Role");

describe("an unknown value at any path, with any of the seven markers", () => {
    it("keeps the resource policies silent on what it may change of a role, and none of them fails", () => {
        let roles = 0;
        for (const { resource, path } of unknownVariants()) {
            const reports = runResourcePolicies(policies, resource);
            assert.deepEqual(
                reports.filter(
                    ({ message }) =>
                        message.includes("WAS NOT CHECKED") ||
                        (isRole(resource) && !isAboutKnownStatement(path, message)),
                ),
                [],
                JSON.stringify(resource.props),
            );
            if (isRole(resource)) roles++;
        }
        assert.ok(roles > 500, `only ${String(roles)} variants`);
    });

    it("is reported once per role by trust-policy-known, and names the place", () => {
        for (const { resource } of unknownVariants()) {
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
            for (const { resource, path } of unknownVariants()) {
                for (const { policy, message } of await pack().analyze(resource)) {
                    assert.doesNotMatch(message, /can't run|WAS NOT CHECKED/);
                    assert.ok(
                        !isRole(resource) || isAboutKnownStatement(path, message),
                        `${policy}: ${message}`,
                    );
                }
            }
        });

        it("does not hide what is known of the same provider", async () => {
            const [stack, provider] = caseStack(
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
