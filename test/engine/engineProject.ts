import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { copyProgram } from "../copyProgram";
import { engineStack, type EngineStack } from "./engineStack";
import { onPath } from "./findEngine";

const root = join(__dirname, "../..");

/**
 * Environment of a stack of thousands of roles: the state is written once, at the end. A backend in a folder else writes
 * the whole of it after each step, which takes most of an hour. Experimental in the engine.
 */
export const stateWrittenOnce = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** Copies of the program and of examples, with a backend in a folder, deployed to an emulator. */
export interface EngineProject {
    /** The folder of the copy of this program. */
    folder: string;
    /** The variables that every command gets, beside those of this process. */
    environment: Readonly<Record<string, string>>;
    /** The compiled policy pack. */
    policyPack: string;
    /**
     * A stack of this program, created where it is not there yet. `config` becomes its Pulumi.NAME.yaml.
     * @param where - the folder of another program below `folder`, such as `examples/basic`.
     */
    stack(name: string, config?: Record<string, unknown>, where?: string): Promise<EngineStack>;
    /** The same stack of this program for Pulumi's own automation, which tells each event of an update. */
    automated(name: string, config: Record<string, unknown>): Promise<Stack>;
    /** Makes a program of its own below `folder` from the texts of its files, with the installed packages in reach. */
    program(name: string, files: Readonly<Record<string, string>>): string;
    /** Deletes everything. */
    remove(): void;
}

/** Makes a project whose AWS is the emulator at `awsUrl`, with root's keys. */
export function engineProject(awsUrl: string): EngineProject {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-engine-"));
    const state = join(folder, "state");
    mkdirSync(state);
    const work = join(folder, "project");
    mkdirSync(work);
    copyProgram(work);
    cpSync(join(root, "examples"), join(work, "examples"), { recursive: true });
    const home = join(folder, "home");
    mkdirSync(home);
    const all = {
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // The flag --event-log is hidden without it; Pulumi's own automation sets it too.
        PULUMI_DEBUG_COMMANDS: "true",
        // Plugins on PATH need no home; installed ones are in the home of whoever installed them.
        ...(onPath("pulumi-resource-aws") !== undefined && {
            PULUMI_HOME: home,
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        }),
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: awsUrl,
        AWS_EC2_METADATA_DISABLED: "true",
        // Nothing of the person's own that runs the tests.
        AWS_CONFIG_FILE: join(folder, "no-aws-config"),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, "no-aws-credentials"),
    };
    return {
        folder: work,
        environment: all,
        policyPack: join(root, "policy-pack"),
        async stack(name, config, where = "") {
            const cwd = join(work, where);
            const stack = engineStack(name, cwd, all);
            if (config) stack.configure(config);
            await stack.create();
            return stack;
        },
        async automated(name, config) {
            engineStack(name, work, all).configure(config);
            return await LocalWorkspace.createOrSelectStack(
                { stackName: name, workDir: work },
                { envVars: all },
            );
        },
        program(name, files) {
            const programFolder = join(work, name);
            mkdirSync(programFolder, { recursive: true });
            for (const [file, text] of Object.entries(files)) writeFileSync(join(programFolder, file), text);
            return programFolder;
        },
        remove() {
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
