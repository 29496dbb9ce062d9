import assert from "node:assert/strict";
import type { PolicyInfo } from "../../../cli/pack/messages";
import { entryProblems } from "../../../cli/pack/packConfig";

const policy = (name: string, configSchema: PolicyInfo["configSchema"] = {}): PolicyInfo => ({
    ...{ name, kind: "resource", displayName: "", description: "", level: "mandatory" },
    ...{ url: "", remediationSteps: "", tags: [], configSchema, requiredConfig: [] },
});
const info = {
    policies: [
        policy("trust-audience"),
        policy("trust-subject-refs", { allowedSubjects: { type: "array", items: { type: "string" } } }),
    ],
};
const told = (config: Record<string, unknown>) =>
    entryProblems(config, info).map(({ path, message, fix }) => `${path} ${message} -> ${fix}`);

describe("entryProblems", () => {
    it("takes levels, keys, both, and a level for all", () => {
        const config = {
            all: "advisory",
            "trust-audience": { enforcementLevel: "remediate" },
            "trust-subject-refs": { enforcementLevel: "disabled", allowedSubjects: ["a"] },
        };
        assert.deepEqual(told(config), []);
        assert.deepEqual(told({ all: { enforcementLevel: "mandatory" } }), []);
    });

    it("names the policy that was meant, or all that there are", () => {
        assert.deepEqual(told({ "trust-audiense": "mandatory" }), [
            '["trust-audiense"] is the name of no policy in the pack -> Write "trust-audience".',
        ]);
        assert.deepEqual(told({ s3: {} }), [
            "s3 is the name of no policy in the pack -> Its policies: trust-audience, trust-subject-refs.",
        ]);
        assert.deepEqual(told({ constructor: "mandatory" }).length, 1);
    });

    it("knows the enforcement levels, wherever they stand", () => {
        assert.deepEqual(told({ all: "mandatry", "trust-audience": { enforcementLevel: "Advisory" } }), [
            'all is not an enforcement level -> Write "mandatory".',
            '["trust-audience"].enforcementLevel is not an enforcement level -> Write "advisory".',
        ]);
        assert.deepEqual(told({ "trust-audience": { enforcementLevel: 1 } }), [
            '["trust-audience"].enforcementLevel is not an enforcement level -> Write one of advisory, mandatory, disabled, remediate.',
        ]);
    });

    it("refuses an entry of another shape", () => {
        for (const entry of [null, true, 1, ["advisory"]])
            assert.match(
                told({ "trust-audience": entry }).join(),
                /is neither an enforcement level nor an object/,
            );
    });

    it("names the key that was meant, the level's too, and refuses what a policy does not read", () => {
        assert.deepEqual(
            told({
                "trust-audience": { enforcmentLevel: "advisory" },
                "trust-subject-refs": { allowedSubject: [] },
                all: { allowedSubjects: [] },
            }),
            [
                '["trust-audience"].enforcmentLevel is not a key that this policy reads -> Write "enforcementLevel".',
                '["trust-subject-refs"].allowedSubject is not a key that this policy reads -> Write "allowedSubjects".',
                'all.allowedSubjects is not read: "all" sets the enforcement level alone -> Write it under each policy that has it.',
            ],
        );
    });

    it("finds wrong types at any depth, and finds them under a policy that is disabled", () => {
        const entry = { enforcementLevel: "disabled", allowedSubjects: ["a", 1] };
        assert.deepEqual(told({ "trust-subject-refs": entry }), [
            '["trust-subject-refs"].allowedSubjects[1] is of type number, not string -> Write a value of type string.',
        ]);
    });
});
