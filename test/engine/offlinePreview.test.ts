import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCommand } from "../cli/buildCommand";
import { runCommand } from "../cli/runCommand";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import { describeWithEngine, isWholeMatrix } from "./findEngine";
import type { Outcome } from "./engineStack";
import { samplePolicyConfig } from "./sample";
import { recordedPrograms } from "./upgrades/recordedPrograms";
import { orSkip } from "../tools/orSkip";

/** What both previews know of one resource and of one violation. */
interface Offline {
    resources: { urn: string; type: string; inputs: Record<string, unknown> }[];
    policies: { violations: { policy: string; level: string; urn?: string; message: string }[] };
}

// What the engine writes for a value that is unknown until the deployment, and the offline preview's mark.
const unknownOfEngine = /^04da6b54-80e4-46f7-96ec-b56ff0331ba9$/;
const unknownOffline = /\[unknown\]/;

describeWithEngine("the offline preview beside the engine's", () => {
    let aws: Ministack | undefined;
    let project: EngineProject | undefined;

    before(buildCommand);

    beforeEach(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
    });

    afterEach(async () => {
        await aws?.stop();
        project?.remove();
    });

    // It runs Node programs only.
    for (const { name, folder, config, prepare, always } of recordedPrograms.filter(
        (one) => one.name !== "yaml",
    )) {
        if (always !== true && !isWholeMatrix()) continue;
        it(`${name}: the same resources, inputs and verdicts`, async () => {
            assert.ok(aws && project);
            await prepare?.(project, aws.url);
            const stack = await project.stack("dev", config, folder);
            const packConfig = existsSync(join(stack.cwd, "policy-config.json"))
                ? join(stack.cwd, "policy-config.json")
                : samplePolicyConfig;
            const pack = ["--policy-pack", project.policyPack];
            const engine = await stack.run("preview", ...pack, "--policy-pack-config", packConfig);
            const options = ["--policy-config", packConfig, ...(await offlineFacts(project, name))];
            const { stdout, stderr } = await runCommand([
                "preview",
                "--json",
                "--cwd",
                stack.cwd,
                ...pack,
                ...options,
            ]);
            assert.notEqual(stdout, "", stderr);
            const offline = JSON.parse(stdout) as Offline;
            assert.ok(offline.resources.length > 2, stdout);
            assert.deepEqual(differences(engine, offline), []);
            assert.deepEqual(verdictsOf(engine.violations), verdictsOf(offline.policies.violations));
        });
    }
});

/** The options that give the offline preview what the engine asks the account or another stack. */
async function offlineFacts(project: EngineProject, name: string): Promise<string[]> {
    const accountId = "123456789012";
    const answers = join(project.folder, "answers.json");
    const identity = { id: accountId, accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
    writeFileSync(answers, JSON.stringify({ "aws:index/getCallerIdentity:getCallerIdentity": identity }));
    if (name !== "app-stack") return ["--answers", answers];
    const federation = await project.stack("dev");
    const outputs = join(project.folder, "outputs.json");
    writeFileSync(outputs, JSON.stringify(await federation.outputs()));
    return ["--answers", answers, "--stack-outputs", `organization/gitlab-aws-oidc/dev=${outputs}`];
}

const isOwn = (type: string) => !type.startsWith("pulumi:providers:") && type !== "pulumi:pulumi:Stack";

/** Where the two do not register the same, as `URN KEY: ENGINE | OFFLINE`. Defaults that the plugin adds are not ours. */
function differences({ inputs }: Outcome, { resources }: Offline): string[] {
    const engine = Object.entries(inputs).filter(([, { type }]) => isOwn(type));
    const offline = resources.filter(({ type }) => isOwn(type));
    const urns = new Set([...engine.map(([urn]) => urn), ...offline.map(({ urn }) => urn)]);
    return [...urns].flatMap((urn) => {
        const left = inputs[urn]?.inputs;
        const right = offline.find((resource) => resource.urn === urn)?.inputs;
        if (left === undefined || right === undefined)
            return [`${urn}: ${left ? "only the engine" : "only offline"}`];
        const defaults = (left["__defaults"] ?? []) as string[];
        const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
        return (
            [...keys]
                .filter((key) => key !== "__defaults" && !defaults.includes(key))
                // A plugin over the Terraform provider 5 knows no region of a resource, and drops it.
                .filter((key) => key !== "region" || left[key] !== undefined)
                .filter((key) => !isSame(left[key], right[key]))
                .map((key) => `${urn} ${key}: ${JSON.stringify(left[key])} | ${JSON.stringify(right[key])}`)
        );
    });
}

function isSame(engine: unknown, offline: unknown): boolean {
    if (typeof engine === "string" && unknownOfEngine.test(engine))
        return typeof offline === "string" && unknownOffline.test(offline);
    if (typeof engine !== "object" || engine === null || typeof offline !== "object" || offline === null)
        return engine === offline;
    const [left, right] = [engine as Record<string, unknown>, offline as Record<string, unknown>];
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    keys.delete("__defaults");
    return [...keys].every((key) => isSame(left[key], right[key]));
}

/** Who was reported by which policy and how, sorted. A policy that reports the whole stack names none. */
function verdictsOf(
    violations: readonly { policy: string; level: string; urn?: string; message: string }[],
): string[] {
    return violations
        .map(({ policy, level, urn = "", message }) => {
            const resource = urn.includes("::pulumi:pulumi:Stack::") ? "" : urn;
            return [policy, level, resource, message.trim()].join("\n");
        })
        .sort();
}
