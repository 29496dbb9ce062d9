import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./runCommand";

/** Bundles the command again where a source is newer than the bundle, so that no test looks at yesterday's code. */
export function buildCommand(): void {
    const built = modified(join(root, "cli/dist/main.js"));
    const newest = Math.max(
        ...["cli", "trust", "policy-pack"].flatMap((folder) => sources(join(root, folder))),
    );
    if (newest > built)
        execFileSync(process.execPath, [join(root, "scripts/build.js")], { stdio: "inherit" });
}

function sources(folder: string): number[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
        .map((name) => modified(join(folder, name)));
}

function modified(file: string): number {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
