import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { quickStart } from "../../cli/quickStart";
import { root } from "./runCommand";

describe("a process that loads the Pulumi SDK", () => {
    it("loads npm's dependency resolver when it is first used, and gets the real one", () => {
        const program = `
            require("@pulumi/pulumi");
            const isLoaded = () => Object.keys(require.cache).some((file) => /@npmcli.arborist.lib/.test(file));
            const before = isLoaded();
            const { Arborist } = require("@npmcli/arborist");
            const { path } = new Arborist({ path: process.cwd() });
            console.log(JSON.stringify([before, isLoaded(), path === process.cwd()]));`;
        const { stdout, stderr } = spawnSync(process.execPath, [quickStart, "--eval", program], {
            cwd: root,
            encoding: "utf8",
        });
        assert.equal(stdout.trim(), "[false,true,true]", stderr);
    }).timeout(60_000);
});
