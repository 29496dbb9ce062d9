import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { planStack } from "../../../cli/estate";
import { terminal } from "../../../cli/terminal";
import { buildCommand } from "../../cli/buildCommand";
import { commandFile } from "../../cli/runCommand";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { engineProject, type EngineProject } from "../engineProject";
import { engineStack } from "../engineStack";
import { describeWithEngine, isWholeMatrix } from "../findEngine";
import { recordedPrograms, restore, statesFolder } from "./recordedPrograms";
import { policyNames, recordedNames, resourceNames } from "./resourceNames";
import { orSkip } from "../../tools/orSkip";

const record = "node -r ./components/loadSource.js test/engine/upgrades/record.ts";

describe("the names that outsiders hold on to", () => {
    it("are those of the list: a policy that goes breaks the config of an organization", () => {
        assert.deepEqual(
            policyNames(),
            recordedNames().policies,
            `Add a new one to the list with: ${record}`,
        );
    });

    it("are recorded for every program that has a recorded state", () => {
        const names = recordedPrograms.map(({ name }) => name).sort();
        const files = readdirSync(statesFolder).map((file) => file.replace(/\.json$/, ""));
        assert.deepEqual(files.filter((file) => file !== "names").sort(), names);
        assert.deepEqual(Object.keys(recordedNames().resources).sort(), names);
    });

    it("are those that every program registers offline: a change does not wait for a run of all engine tests", async () => {
        buildCommand();
        const settings = { isTerminal: false, columns: undefined, environment: {} };
        const silent = terminal(settings, { out: () => undefined, err: () => undefined });
        const project = engineProject("http://127.0.0.1:1");
        try {
            // The offline preview runs programs of Node.js only.
            for (const { name, folder, config } of recordedPrograms.filter((one) => one.name !== "yaml")) {
                const cwd = join(project.folder, folder);
                engineStack("dev", cwd, {}).configure(config);
                const { plan } = await planStack({ cwd }, { commandFile, terminal: silent });
                assert.deepEqual(
                    resourceNames(plan.resources.map(({ urn }) => urn)),
                    recordedNames().resources[name],
                    `${name}: add a new name to the list with: ${record} ${name}`,
                );
            }
        } finally {
            project.remove();
        }
    }).timeout(300_000);
});

describeWithEngine("a stack that an earlier version deployed", () => {
    let aws: Ministack | undefined;
    let project: EngineProject | undefined;

    beforeEach(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
    });

    afterEach(async () => {
        await aws?.stop();
        project?.remove();
    });

    for (const { name, folder, config, prepare, always } of recordedPrograms) {
        if (always !== true && !isWholeMatrix()) continue;
        it(`${name}: nothing is replaced or deleted, and every name is there`, async () => {
            assert.ok(aws && project);
            await prepare?.(project, aws.url);
            const stack = await project.stack("dev", config, folder);
            await restore(stack, name);
            const { steps, inputs } = await stack.mustRun("preview");
            assert.deepEqual(
                steps.filter(({ op }) => /delete|replace/.test(op)),
                [],
                "Give the resource an alias, or say in CHANGELOG.md what a deployment loses and record the states anew",
            );
            assert.deepEqual(
                resourceNames(Object.keys(inputs)),
                recordedNames().resources[name],
                `Add a new name to the list with: ${record} ${name}`,
            );
        });
    }
});
