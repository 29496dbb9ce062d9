import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { copyProgram } from "../copyProgram";

const root = join(__dirname, "../..");

/** Copies of the program and of examples, with a backend in a folder, deployed to an emulator. */
export interface EngineProject {
    /** The stack of a project: this one's program, or the folder of an example. `config` is what its YAML would hold. */
    stack(name: string, config: Record<string, unknown>, example?: string): Promise<Stack>;
    /** The compiled policy pack. */
    policyPack: string;
    /** Deletes everything. */
    remove(): void;
}

/** Makes a project whose AWS is the emulator at `awsUrl`. */
export function engineProject(awsUrl: string): EngineProject {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-engine-"));
    const state = join(folder, "state");
    mkdirSync(state);
    const work = join(folder, "project");
    mkdirSync(work);
    copyProgram(work);
    cpSync(join(root, "examples"), join(work, "examples"), { recursive: true });
    const envVars = {
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: awsUrl,
        AWS_EC2_METADATA_DISABLED: "true",
    };
    return {
        policyPack: join(root, "policy-pack"),
        async stack(name, config, example) {
            const workDir = example === undefined ? work : join(work, "examples", example);
            writeFileSync(
                join(workDir, `Pulumi.${name}.yaml`),
                stringify({ config: { "aws:s3UsePathStyle": "true", ...config } }),
            );
            return await LocalWorkspace.createOrSelectStack({ stackName: name, workDir }, { envVars });
        },
        remove() {
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
