import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolsFolder, withLock } from "../tools/installPythonTool";

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
            const file = installNode(major);
            versions.push({ name: execFileSync(file, ["--version"], { encoding: "utf8" }).trim(), file });
        } catch {
            missing.push(`Node.js ${major} cannot be installed here`);
        }
    }
    return { versions, missing };
}

function installNode(major: string): string {
    const folder = join(toolsFolder, `node-${major}`);
    const marker = join(folder, "installed");
    const isDone = () => existsSync(marker);
    if (!isDone())
        withLock(join(toolsFolder, `node-${major}.lock`), isDone, () => {
            mkdirSync(folder, { recursive: true });
            const quietly = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
            execFileSync("npm", ["install", ...quietly, "--prefix", folder, `node@${major}`], {
                stdio: ["ignore", "ignore", "pipe"],
                timeout: 240_000,
            });
            writeFileSync(marker, "");
        });
    return join(folder, "node_modules/node/bin/node");
}
