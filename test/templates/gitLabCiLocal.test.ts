import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { buildCommand } from "../cli/buildCommand";
import { commandFile, root } from "../cli/runCommand";
import { copyProgram } from "../copyProgram";
import { checkedOutput } from "../tools/checkedOutput";
import { installGitLabCiLocal } from "../tools/gitLabCiLocal";
import { templatesFolder } from "./component";
import { type DeployWorld, startDeployWorld, subjects } from "./deployWorld";
import { type JobWorld, startJobWorld } from "./jobWorld";
import type { JobEnvironment } from "./runJob";
import { runLocally } from "./runLocally";
import { startSignInStub } from "./signInStub";
import { orSkip } from "../tools/orSkip";

/** All components where TEST_SCOPE is "all"; else one. */
const isAll = process.env["TEST_SCOPE"] === "all";

/** Runs one job of a pipeline that includes a component. */
async function runPipeline(
    tool: string,
    folder: string,
    component: string,
    inputs: Record<string, unknown>,
    jobName: string,
    { variables, programs = [] }: JobEnvironment,
    more: Record<string, unknown> = {},
): Promise<{ code: number; log: string }> {
    if (!existsSync(join(folder, ".git"))) {
        checkedOutput("git", ["init", "--quiet", "--initial-branch=main"], folder);
        checkedOutput("git", ["remote", "add", "origin", "git@gitlab.com:acme/platform.git"], folder);
    }
    cpSync(join(templatesFolder, `${component}.yml`), join(folder, `${component}.yml`));
    writeFileSync(
        join(folder, ".gitlab-ci.yml"),
        stringify({ include: [{ local: `${component}.yml`, inputs }], ...more }),
    );
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    checkedOutput("git", ["add", ".gitlab-ci.yml", `${component}.yml`], folder);
    checkedOutput("git", [...author, "commit", "--quiet", "--allow-empty", "--message", "step"], folder);
    return await runLocally(tool, folder, jobName, { variables, programs });
}

describe("the components in a pipeline of gitlab-ci-local", function () {
    this.timeout(300_000);
    let tool = "";
    let world: JobWorld;

    before(async function () {
        tool = orSkip(this, installGitLabCiLocal()).file;
        world = orSkip(this, await startJobWorld());
    });

    after(async () => {
        await world?.stop();
    });

    it("aws-credentials: a job that extends it reads the bucket", async () => {
        const environment = world.environment();
        const job = { extends: ".aws-credentials", script: ["aws s3 cp s3://acme-site/index.html -"] };
        const inputs = { "role-arn": world.readerArn };
        const { code, log } = await runPipeline(
            tool,
            environment.cwd,
            "aws-credentials",
            inputs,
            "read",
            environment,
            { read: job },
        );
        assert.equal(code, 0, log);
        assert.match(log, /hello from the bucket/);
    });

    if (!isAll) return;

    it("aws-s3-sync: copies the folder", async () => {
        const environment = world.environment();
        const inputs = { "role-arn": world.writerArn, source: "site", destination: "s3://acme-site/copy/" };
        const { code, log } = await runPipeline(
            tool,
            environment.cwd,
            "aws-s3-sync",
            inputs,
            "aws-s3-sync",
            environment,
        );
        assert.equal(code, 0, log);
        assert.match(await world.asRoot("s3", "ls", "s3://acme-site/copy/"), /index\.html/);
    });

    it("aws-console-link: writes the link as an artifact", async () => {
        const signIn = await startSignInStub();
        const environment = world.environment();
        const inputs = { "role-arn": world.readerArn, endpoint: signIn.url };
        const name = "aws-console-link";
        const { code, log } = await runPipeline(tool, environment.cwd, name, inputs, name, environment);
        await signIn.stop();
        assert.equal(code, 0, log);
        assert.match(log, /The link is in /);
    });

    it("oidc-discovery-sync: calls the command for sync and verify", async () => {
        const folder = mkdtempSync(join(tmpdir(), "sync-"));
        const command = join(folder, "stub");
        writeFileSync(command, `#!/bin/sh\necho "called: $*"\n`);
        chmodSync(command, 0o755);
        const inputs = { issuer: "https://acme-oidc.s3.eu-north-1.amazonaws.com", command, install: "true" };
        const environment: JobEnvironment = {
            cwd: folder,
            variables: { CI_SERVER_URL: "https://gitlab.internal.example.com", MIRROR_WAIT: "0" },
        };
        const name = "oidc-discovery-sync";
        const { code, log } = await runPipeline(tool, folder, name, inputs, name, environment);
        rmSync(folder, { recursive: true });
        assert.equal(code, 0, log);
        assert.match(log, /called: discovery sync/);
        assert.match(log, /called: discovery verify/);
    });

    it("pulumi-preview: previews offline, and writes who can assume what", async () => {
        buildCommand();
        const folder = mkdtempSync(join(tmpdir(), "preview-"));
        copyProgram(folder);
        for (const file of ["Pulumi.dev.yaml", "policy-config.json"])
            cpSync(join(root, file), join(folder, file));
        const inputs = { stack: "dev", install: "true", command: `${process.execPath} ${commandFile}` };
        const environment: JobEnvironment = {
            cwd: folder,
            variables: { CI_PIPELINE_SOURCE: "merge_request_event" },
        };
        const name = "pulumi-preview";
        const { code, log } = await runPipeline(tool, folder, name, inputs, name, environment);
        const report = readFileSync(join(folder, "aws-access.md"), "utf8");
        rmSync(folder, { recursive: true });
        assert.equal(code, 0, log);
        assert.match(report, /^\| web-deploy \| project acme\/shop\/web \|/m);
    });

    describe("with Pulumi", () => {
        let deploy: DeployWorld;
        before(async function () {
            deploy = orSkip(this, await startDeployWorld());
        });
        after(async () => {
            await deploy?.stop();
        });

        it("pulumi-deploy: previews a merge request, updates main, and looks for drift on a schedule", async () => {
            deploy.program({ "shop-web": subjects.good });
            const inputs = {
                stacks: ["dev"],
                "preview-role-arn": deploy.roles.preview,
                "deploy-role-arn": deploy.roles.deploy,
                "backend-url": deploy.bucketState,
                "secrets-provider": "passphrase",
                "policy-packs": "policies",
                install: "true",
                command: "",
                region: "us-east-1",
            };
            const sources = { up: "push", preview: "merge_request_event", drift: "schedule" };
            for (const [name, source] of Object.entries(sources)) {
                const environment = deploy.environment({ variables: { CI_PIPELINE_SOURCE: source } });
                const { code, log } = await runPipeline(
                    tool,
                    deploy.folder,
                    "pulumi-deploy",
                    inputs,
                    `pulumi-${name}`,
                    environment,
                );
                assert.equal(code, 0, log);
                assert.match(readFileSync(join(deploy.folder, "pulumi-report/summary.md"), "utf8"), /passed/);
            }
            assert.deepEqual(await deploy.managedRoles(), ["shop-web"]);
        });
    });
});
