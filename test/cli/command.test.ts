import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCommand } from "./buildCommand";
import { inProcess } from "./inProcess";
import { withMalformedProject } from "./estate/malformedProject";
import { commandFile, fixture, root, runCommand } from "./runCommand";

describe("the command", () => {
    before(buildCommand);

    it("starts, prints its help in the terminal's width and its version, as a process of its own", async () => {
        const [help, version] = await Promise.all([
            runCommand(["snippet", "--help"], { env: { COLUMNS: "80" } }),
            runCommand(["--version"]),
        ]);
        assert.match(help.stdout, /^Usage: gitlab-aws-oidc snippet .*<ROLE>/);
        assert.ok(help.stdout.split("\n").every((line) => line.length <= 80));
        assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
        assert.deepEqual([help.code, version.code], [0, 0]);
    });

    it("reports a mistake on stderr, with what to write instead and no stack trace, and exits with 2", async () => {
        const { code, stdout, stderr } = await runCommand(["preveiw"]);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /^error: .*"preveiw".*\n-> .*"preview".*\n$/);
        assert.equal((await runCommand(["run-program-process"])).code, 2);
    });

    it("names the file, folder or stack that is wrong, and exits with 2", async () => {
        const mistakes: [string[], RegExp][] = [
            [["preview", "--stack", "prod"], /Pulumi\.prod\.yaml\.\n-> Stacks here: .*dev/],
            [["preview", "--cwd", tmpdir()], /no Pulumi\.yaml in /],
            [["preview", "--cwd", "/nowhere"], /\/nowhere/],
            [["preview", "--policy-config", "/nowhere.json"], /\/nowhere\.json/],
            [["preview", "--policy-pack", fixture("faces")], /PulumiPolicy\.yaml/],
            [["preview", "--answers", "package-lock.yaml"], /package-lock\.yaml/],
        ];
        for (const [texts, expected] of mistakes) {
            const { code, stdout, stderr } = await inProcess(texts);
            assert.deepEqual([code, stdout], [2, ""], texts.join(" "));
            assert.match(stderr, expected);
        }
    });

    it("tells where a file is no YAML, and exits with 2", () =>
        withMalformedProject(async (folder) => {
            const { code, stderr } = await inProcess(["preview", "--cwd", folder]);
            assert.equal(code, 2);
            assert.match(stderr, /Pulumi\.dev\.yaml:3:5: /);
        }));

    it("tells a program's error and exits with 2", async () => {
        const texts = ["preview", "--cwd", fixture("faces"), "--config", "mode=runError"];
        const { code, stdout, stderr } = await inProcess(texts);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(
            stderr,
            /^error: The program of faces failed for the stack dev\.\nroles\.web is missing/,
        );
    });

    it("says that it must be built where it is not", () => {
        const folder = mkdtempSync(join(tmpdir(), "unbuilt-"));
        mkdirSync(join(folder, "bin"));
        const copy = join(folder, "bin", "gitlab-aws-oidc.js");
        copyFileSync(commandFile, copy);
        assert.throws(
            () => execFileSync(process.execPath, [copy, "preview"], { stdio: "pipe" }),
            (error: { status: number; stderr: Buffer }) => {
                assert.equal(error.status, 2);
                assert.match(error.stderr.toString(), /is not built: .*\n.*npm run build/);
                return true;
            },
        );
        rmSync(folder, { recursive: true });
    });

    it("exits with 2 and one line where nobody reads its output, or the disk is full", async function () {
        const broken = async (stdout: "pipe" | number): Promise<[code: number | null, said: string]> => {
            const child = spawn(process.execPath, [commandFile, "preview", "--help"], {
                stdio: ["ignore", stdout, "pipe"],
            });
            let said = "";
            child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
            child.stdout?.destroy();
            return [await new Promise((settle) => child.once("close", settle)), said];
        };
        const [code, said] = await broken("pipe");
        assert.equal(code, 2);
        assert.match(said, /^error: .*EPIPE.*\n$/);
        if (!existsSync("/dev/full")) return;
        const full = openSync("/dev/full", "w");
        const [fullCode, fullSaid] = await broken(full);
        closeSync(full);
        assert.equal(fullCode, 2);
        assert.match(fullSaid, /^error: .*ENOSPC.*\n$/);
    });

    it("completes commands, options, files and choices in bash", () => {
        const script = `
            source <("$NODE" "$COMMAND" completion bash)
            try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _gitlab_aws_oidc; echo "\${COMPREPLY[*]}"; }
            try gitlab-aws-oidc pre
            try gitlab-aws-oidc preview --policy-
            try gitlab-aws-oidc preview --policy-config packa
            try gitlab-aws-oidc completion f
            try gitlab-aws-oidc explain --stack ""`;
        const env = { ...process.env, NODE: process.execPath, COMMAND: commandFile };
        const lines = execFileSync("bash", ["-c", script], { cwd: root, env, encoding: "utf8" }).split("\n");
        assert.equal(lines[0], "preview");
        assert.equal(lines[1], "--policy-pack --policy-config");
        assert.match(lines[2] ?? "", /package\.json/);
        assert.equal(lines[3], "fish");
        assert.equal(lines[4], "");
    });
});
