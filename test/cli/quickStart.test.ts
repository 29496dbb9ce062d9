import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { quickStart } from "../../cli/quickStart";
import { root } from "./runCommand";

// Loads the SDK; then has it read a function, for which it needs the compiler, and the packages that the function needs.
const program = `
    const { runtime } = require("@pulumi/pulumi");
    const loaded = () => ["typescript/lib/typescript.js", "@npmcli/arborist/lib/index.js"].filter((end) =>
        Object.keys(require.cache).some((file) => file.replaceAll("\\\\", "/").endsWith(end)));
    const before = loaded();
    runtime.serializeFunction(() => 6 * 7).then(async ({ text }) => {
        const paths = await runtime.computeCodePaths({ extraIncludePackages: ["yaml"] });
        console.log(JSON.stringify([before, loaded().length, text.includes("6 * 7"), paths.size > 1]));
    });`;

/** By the arguments with which a command, and the program under the engine, starts. */
const starts: Record<string, string[]> = {
    "the offline preview": [quickStart],
    "the engine": ["--require", "./components/loadSource.js"],
};

for (const [name, nodeArguments] of Object.entries(starts))
    describe(`a process that loads the Pulumi SDK, started by ${name}`, () => {
        it("loads the compiler and npm's dependency resolver when they are first used", () => {
            const { stdout, stderr } = spawnSync(process.execPath, [...nodeArguments, "--eval", program], {
                cwd: root,
                encoding: "utf8",
            });
            assert.equal(stdout.trim(), "[[],2,true,true]", stderr);
        }).timeout(60_000);
    });
