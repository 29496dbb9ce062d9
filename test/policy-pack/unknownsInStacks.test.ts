import assert from "node:assert/strict";
import { type AnalyzedResource } from "../../cli/pack";
import { mirrorTypes } from "../../trust/aws";
import { packPolicies } from "../../policy-pack/policies";
import { policies } from "../../policy-pack/policies";
import { unknownMarkers } from "../../trust/document";
import { caseStack, presentations } from "./caseStack";
import { runStackPolicies } from "./runPolicies";
import { packOfSuite } from "./packOfSuite";
import { pathsIn, withValueAt } from "./valuePaths";

/** A stack in which one value is unknown, and what is reported where it is known. */
interface Variant {
    stack: AnalyzedResource[];
    /** What was made unknown, for messages. */
    place: string;
    policy: string;
    known: Set<string>;
}

function bucketsIn(stack: readonly AnalyzedResource[]): string[] {
    return stack.filter(({ type }) => mirrorTypes.bucket.includes(type)).map(({ urn }) => urn);
}

/** Every failing example of a stack policy with one value unknown, in every resource and place and with every marker. */
function* variants(): Generator<Variant> {
    for (const policy of packPolicies.filter(({ kind }) => kind === "stack")) {
        const examples = policy.cases();
        const failing = examples.filter(({ passes, config }) => !passes && !config);
        for (const example of failing.slice(0, 3)) {
            for (const presentation of presentations.filter(({ secret }) => !secret)) {
                const stack = caseStack(example, presentation);
                const known = new Set(runStackPolicies(policies, stack).map((report) => report.policy));
                for (const [at, { props }] of stack.entries()) {
                    for (const path of pathsIn(props)) {
                        for (const { marker } of unknownMarkers) {
                            const hidden = (each: AnalyzedResource): AnalyzedResource => ({
                                ...each,
                                props: withValueAt(props, path, marker) as typeof props,
                                propertyDependencies: {
                                    ...each.propertyDependencies,
                                    // A bucket's name is unknown where it comes from a bucket that is yet to be made.
                                    ...(path[0] === "bucket" && { bucket: bucketsIn(stack) }),
                                },
                            });
                            yield {
                                stack: stack.map((each, index) => (index === at ? hidden(each) : each)),
                                place: `${example.title}: ${String(stack[at]?.type)} ${JSON.stringify(path)}`,
                                policy: policy.name,
                                known,
                            };
                        }
                    }
                }
            }
        }
    }
}

describe("an unknown value at any path of any resource of a stack", () => {
    it("brings no stack policy down and adds no finding but that it is unknown", () => {
        const silenced = new Set<string>();
        for (const { stack, place, policy, known } of variants()) {
            const reports = runStackPolicies(policies, stack);
            for (const report of reports) {
                assert.ok(!report.message.includes("WAS NOT CHECKED"), `${place}\n${report.message}`);
                const isKnown = known.has(report.policy) || report.policy === "trust-policy-known";
                assert.ok(isKnown, `${place}\n${report.message}`);
            }
            if (!reports.some((report) => report.policy === policy)) silenced.add(policy);
        }
        // What a finding rests on may be the very value that is unknown.
        assert.ok(silenced.has("role-exposure") && silenced.has("role-permissions-bounded"));
    });

    describe("over the analyzer protocol", () => {
        const pack = packOfSuite();

        it("never makes the SDK give up on a policy", async () => {
            let shown = 0;
            for (const { stack, place } of variants()) {
                // Each place once in seven is enough here: the markers were all tried above.
                if (shown++ % 7 !== 0) continue;
                for (const { message } of await pack().analyzeStack(stack))
                    assert.doesNotMatch(message, /can't run|WAS NOT CHECKED/, place);
            }
            assert.ok(shown > 500, String(shown));
        });
    });
});
