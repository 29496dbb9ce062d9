import assert from "node:assert/strict";
import { recordedParts } from "../../../cli/report";
import type { AnalyzedResource, PolicyInfo } from "../../../cli/pack/messages";
import type { PackConfig } from "../../../cli/pack/packConfig";
import type { PackProcess } from "../../../cli/pack/packProcess";
import { judgePlan } from "../../../cli/pack/judgePlan";
import { plannedResource } from "../estate/plannedResource";

const policy = (name: string, level: PolicyInfo["level"]): PolicyInfo => ({
    name,
    kind: "resource",
    displayName: "",
    description: "",
    level,
    url: "",
    remediationSteps: "",
    tags: [],
    configSchema: {},
    requiredConfig: [],
});

/** A pack that only writes down what it is shown. */
function recordingPack() {
    const shown: AnalyzedResource[] = [];
    const stacks: (readonly AnalyzedResource[])[] = [];
    const pack: PackProcess = {
        pid: 0,
        info: () => ({
            name: "p",
            version: "1",
            displayName: "",
            description: "",
            policies: [policy("a", "mandatory"), policy("b", "disabled"), policy("c", "advisory")],
        }),
        configure: () => Promise.resolve(),
        analyze: (resource) => {
            shown.push(resource);
            return Promise.resolve([]);
        },
        analyzeStack: (resources) => {
            stacks.push(resources);
            return Promise.resolve([]);
        },
        recorded: () => recordedParts(""),
        stop: () => Promise.resolve(),
    };
    return { pack, shown, stacks };
}

describe("judging a plan", () => {
    const provider = plannedResource({
        type: "pulumi:providers:aws",
        name: "eu",
        inputs: { region: "eu-west-1" },
    });
    const role = plannedResource({
        name: "deploy",
        inputs: { name: "deploy" },
        provider: `${provider.urn}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`,
        dependencies: [provider.urn],
        propertyDependencies: { name: [provider.urn] },
        options: { protect: true, ignoreChanges: ["tags"] },
        aliases: [{ urn: "urn:old" }, { name: "older" }],
    });
    const lookedUp = plannedResource({ name: "found", read: true });

    it("shows each managed resource with its provider and options, and all of them as a stack", async () => {
        const { pack, shown, stacks } = recordingPack();
        await judgePlan(pack, [provider, role, lookedUp], {});
        assert.deepEqual(
            shown.map(({ name }) => name),
            ["eu", "deploy"],
        );
        assert.deepEqual(
            stacks.map((stack) => stack.map(({ name }) => name)),
            [["eu", "deploy", "found"]],
        );
        assert.deepEqual(shown[1], {
            type: role.type,
            name: "deploy",
            urn: role.urn,
            props: { name: "deploy" },
            dependencies: [provider.urn],
            propertyDependencies: { name: [provider.urn] },
            options: { protect: true, ignoreChanges: ["tags"], aliases: ["urn:old"] },
            provider: { type: provider.type, name: "eu", urn: provider.urn, props: { region: "eu-west-1" } },
        });
    });

    it("tells which policies ran: their own level, unless the config says another one", async () => {
        const ran = async (config: PackConfig) => (await judgePlan(recordingPack().pack, [], config)).ran;
        assert.deepEqual(await ran({}), ["a", "c"]);
        assert.deepEqual(await ran({ a: "disabled", b: { enforcementLevel: "advisory" } }), ["b", "c"]);
        assert.deepEqual(await ran({ all: "disabled", c: { key: 1 } }), []);
        assert.deepEqual(await ran({ all: { enforcementLevel: "disabled" }, c: "mandatory" }), ["c"]);
    });
});
