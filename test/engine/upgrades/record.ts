import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startMinistack } from "../../judge/ministack";
import { engineProject } from "../engineProject";
import { missingEngine } from "../findEngine";
import { recordedPrograms, statesFolder } from "./recordedPrograms";
import { namesFile, policyNames, resourceNames, type RecordedNames } from "./resourceNames";

// Deploys every recorded program to the emulator and keeps its state. Run at a release, or for a program that is new:
// node -r ./components/loadSource.js test/engine/upgrades/record.ts [NAME ...]

async function record(chosen: readonly string[]): Promise<void> {
    const missing = missingEngine();
    if (missing !== undefined) throw new Error(missing);
    const names: RecordedNames = { resources: {}, policies: policyNames() };
    for (const { name, folder, config, prepare } of recordedPrograms) {
        const aws = await startMinistack();
        if ("missing" in aws) throw new Error(aws.missing);
        const project = engineProject(aws.url);
        try {
            await prepare?.(project, aws.url);
            const stack = await project.stack("dev", config, folder);
            if (chosen.length === 0 || chosen.includes(name)) {
                await stack.mustRun("up");
                const { stdout } = await stack.command("stack", "export", "--stack", "dev");
                writeFileSync(join(statesFolder, `${name}.json`), recordable(stdout, project.folder));
            }
            const preview = await stack.mustRun("preview");
            names.resources[name] = resourceNames(Object.keys(preview.inputs));
            console.log(`${name}: ${String(names.resources[name].length)} resources`);
        } finally {
            project.remove();
            await aws.stop();
        }
    }
    writeFileSync(namesFile, `${JSON.stringify(names, undefined, 4)}\n`);
}

/** An exported state without what belongs to this machine and this run: places in source files, and times. */
function recordable(exported: string, folder: string): string {
    const ofThisRun = ["sourcePosition", "stackTrace", "created", "modified", "time"];
    const state = JSON.parse(exported, (key, value: unknown) =>
        ofThisRun.includes(key) ? undefined : value,
    ) as unknown;
    const text = `${JSON.stringify(state, undefined, 4)}\n`;
    if (text.includes(folder)) throw new Error(`The state names ${folder}`);
    return text;
}

record(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
