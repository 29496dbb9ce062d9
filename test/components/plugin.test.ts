import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

describe("the components as a plugin for other languages", function () {
    this.timeout(120_000);

    it("starts in the folder of a program that has no compiler options, as the engine starts it", async () => {
        const folder = mkdtempSync(join(tmpdir(), "plugin-"));
        const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-plugin");
        const child = spawn(process.execPath, [runner, join(root, "components"), "127.0.0.1:1"], {
            cwd: folder,
            stdio: ["ignore", "pipe", "pipe"],
        });
        let stderr = "";
        child.stderr.on("data", (text) => (stderr += String(text)));
        const ended = once(child, "exit");
        try {
            // A plugin's first line is the port that it listens on.
            const first = await Promise.race([once(child.stdout, "data"), ended]);
            assert.match(String(first[0]), /^\d+\n$/, stderr);
        } finally {
            child.kill("SIGKILL");
            await ended;
            rmSync(folder, { recursive: true });
        }
    });
});
