import type { Policies } from "@pulumi/policy";
import assert from "node:assert/strict";
import { type ResourcePolicyDefinition, resourcePolicy } from "../../../policy-pack/engine/policy";
import { stackPolicy } from "../../../policy-pack/engine/policy";
import { runResourcePolicies, runStackPolicies } from "../runPolicies";

const definition: ResourcePolicyDefinition<string, { limit: string }> = {
    name: "a-policy",
    displayName: "A policy",
    finds: "things",
    description: "A policy.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps: "",
    tags: [],
    otherFinders: [],
    cases: () => [],
    config: { limit: { schema: { type: "string" }, fallback: "none" } },
    kind: { noun: "Thing", types: ["t:t:Thing"], read: ({ props }) => String(props.color) },
    check: (color, { config }) => [
        { effect: "open", path: "color", value: color, message: `is over ${config.limit}`, fix: "Paint it." },
    ],
};
const thing = { type: "t:t:Thing", name: "a", urn: "urn:a", props: { color: "red" } };
const other = { ...thing, type: "t:t:Other" };
const stack = { ...thing, type: "pulumi:pulumi:Stack" };
const failing: Policies = [
    resourcePolicy({
        ...definition,
        name: "broken",
        check: () => {
            throw new Error("no such color: glpat-AAAAbbbbCCCCdddd1234");
        },
    }).sdk,
    resourcePolicy(definition).sdk,
];

describe("resourcePolicy", () => {
    it("judges its own types and no others", () => {
        const policies = [resourcePolicy(definition).sdk];
        const [report, ...more] = runResourcePolicies(policies, thing);
        assert.deepEqual(more, []);
        assert.match(report?.message ?? "", /^Thing "a" FAILS OPEN: "red" is over none\n/);
        assert.equal(report?.level, "mandatory");
        assert.deepEqual(runResourcePolicies(policies, other), []);
    });

    it("keeps the other policies' findings when one fails, and says that the resource was not checked", () => {
        const reports = runResourcePolicies(failing, thing);
        assert.deepEqual(
            reports.map(({ policy }) => policy),
            ["broken", "a-policy"],
        );
        assert.match(
            reports[0]?.message ?? "",
            /WAS NOT CHECKED: the policy broken failed on it\n {2}cause {4}no such color/,
        );
        assert.doesNotMatch(reports[0]?.message ?? "", /glpat/);
    });

    it("is silent where an unknown surprises it", () => {
        const unknown = { ...thing, props: { color: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } };
        assert.deepEqual(runResourcePolicies([resourcePolicy(definition).sdk], unknown), []);
    });

    it("takes its config, and reports mistakes in it once, at the stack", () => {
        const policies = [resourcePolicy(definition).sdk];
        const config = { "a-policy": { limit: "five", limitt: "six" } };
        assert.match(runResourcePolicies(policies, thing, config)[0]?.message ?? "", /is over five/);
        const [problem, ...more] = runResourcePolicies(policies, stack, config);
        assert.deepEqual(more, []);
        assert.match(
            problem?.message ?? "",
            /^Config of policy "a-policy" is wrong: limitt is not a key.*\n.*\n.*Write "limit"/,
        );
    });

    it("never blocks for what is only untidy", () => {
        const untidy = resourcePolicy({
            ...definition,
            check: () => [{ effect: "none", path: "color", message: "is loud", fix: "Whisper." }],
        }).sdk;
        assert.equal(runResourcePolicies([untidy], thing)[0]?.level, "advisory");
    });
});

describe("stackPolicy", () => {
    it("keeps what it found before a failure", () => {
        const { sdk } = stackPolicy({
            ...definition,
            config: {},
            *check(resources) {
                for (const { name, urn } of resources) {
                    if (name === "b") throw new Error("boom");
                    const violation = { effect: "open", path: "", message: "is bad", fix: "" } as const;
                    yield { subject: { noun: "Thing", name }, urn, violation };
                }
            },
        });
        const messages = runStackPolicies([sdk], [thing, { ...thing, name: "b" }]).map(
            ({ message }) => message,
        );
        assert.equal(messages.length, 2);
        assert.match(messages[0] ?? "", /Thing "a" FAILS OPEN/);
        assert.match(messages[1] ?? "", /WAS NOT CHECKED/);
    });
});
