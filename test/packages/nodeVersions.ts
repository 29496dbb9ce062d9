import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { installNpmTool } from "../tools/installNpmTool";

/** A Node.js to run consumers with. */
export interface NodeVersion {
    /** What it prints about itself: `v22.23.3`. */
    name: string;
    /** Its program. */
    file: string;
}

const others = ["22", "24"];

/**
 * This Node.js; with TEST_SCOPE=all also 22 and 24, of npm's package `node`, which has the official builds. One that cannot
 * be installed here is left out, and `missing` says so.
 */
export function nodeVersions(): { versions: NodeVersion[]; missing: string[] } {
    const versions: NodeVersion[] = [{ name: process.version, file: process.execPath }];
    const missing: string[] = [];
    for (const major of process.env.TEST_SCOPE === "all" ? others : []) {
        if (process.version.startsWith(`v${major}.`)) continue;
        try {
            const tool = { name: `node-${major}`, package: ["node", major], scripts: true } as const;
            const file = join(installNpmTool(tool), "bin/node");
            versions.push({ name: execFileSync(file, ["--version"], { encoding: "utf8" }).trim(), file });
        } catch {
            missing.push(`Node.js ${major} cannot be installed here`);
        }
    }
    return { versions, missing };
}
