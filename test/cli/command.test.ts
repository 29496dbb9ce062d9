import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCommand } from "./buildCommand";
import { withMalformedProject } from "./estate/malformedProject";
import { commandFile, fixture, runCommand } from "./runCommand";

describe("the command", () => {
    before(buildCommand);

    it("lists its verbs, tells each one's options, and its version", async () => {
        const [overview, help, none, version] = await Promise.all([
            runCommand(["--help"]),
            runCommand(["snippet", "--help"], { env: { COLUMNS: "80" } }),
            runCommand([]),
            runCommand(["--version"]),
        ]);
        assert.match(overview.stdout, /^ {2}preview +\S/m);
        assert.match(overview.stdout, /^ {2}snippet +\S/m);
        assert.match(help.stdout, /Usage: gitlab-aws-oidc snippet ROLE \[-s, --stack NAME\]/);
        assert.ok(help.stdout.split("\n").every((line) => line.length <= 80));
        assert.deepEqual([overview.code, help.code, none.code, version.code], [0, 0, 2, 0]);
        assert.equal(none.stdout, overview.stdout);
        assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    });

    it("tells a mistake in a sentence on stderr, with what to write instead, and exits with 2", async () => {
        const mistakes: [string[], RegExp][] = [
            [["preveiw"], /There is no verb "preveiw"\.\n-> Did you mean "preview"\?/],
            [["--stack", "dev"], /A verb comes first, not --stack\./],
            [["run-program-process"], /There is no verb "run-program-process"/],
            [["preview", "--jsn"], /"preview" has no option --jsn\.\n-> Did you mean --json\?/],
            [["snippet"], /"snippet" needs ROLE\./],
            [
                ["preview", "--stack", "prod"],
                /There is no stack file .*Pulumi\.prod\.yaml\.\n-> Stacks here: .*dev/,
            ],
            [["preview", "--cwd", tmpdir()], /There is no Pulumi\.yaml in /],
            [["preview", "--cwd", "/nowhere"], /There is no folder \/nowhere\./],
            [["preview", "--policy-config", "/nowhere.json"], /There is no file \/nowhere\.json\./],
            [
                ["preview", "--policy-pack", fixture("faces")],
                /is no policy pack: it has no PulumiPolicy\.yaml/,
            ],
            [["preview", "--answers", "package-lock.yaml"], /There is no file .*package-lock\.yaml/],
        ];
        for (const [texts, expected] of mistakes) {
            const { code, stdout, stderr } = await runCommand(texts);
            assert.equal(code, 2, texts.join(" "));
            assert.equal(stdout, "");
            assert.match(stderr, expected);
            assert.doesNotMatch(stderr, /^\s+at /m);
        }
    });

    it("tells where a file is no YAML, and exits with 2", () =>
        withMalformedProject(async (folder) => {
            const { code, stderr } = await runCommand(["preview", "--cwd", folder]);
            assert.equal(code, 2);
            assert.match(stderr, /Pulumi\.dev\.yaml:3:5: /);
        }));

    it("tells a program's error and exits with 2", async () => {
        const texts = ["preview", "--cwd", fixture("faces"), "--config", "mode=runError"];
        const { code, stdout, stderr } = await runCommand(texts);
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

    it("ends quietly when its reader has enough", async () => {
        const child = spawn(process.execPath, [commandFile, "preview", "--help"], {
            stdio: ["ignore", "pipe", "pipe"],
        });
        let said = "";
        child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
        child.stdout.destroy();
        const code = await new Promise((settle) => child.once("close", settle));
        assert.deepEqual([code, said], [0, ""]);
    });
});
