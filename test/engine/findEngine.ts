import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Why no test can use the real engine here, in one line, or undefined where one can: a `pulumi` on PATH, and the AWS
 * plugin on PATH or installed (`pulumi install` does that).
 */
export function missingEngine(): string | undefined {
    const version = spawnSync("pulumi", ["version"], { encoding: "utf8" });
    if (version.status !== 0) return "no pulumi on PATH (https://www.pulumi.com/docs/install/)";
    const folders = (process.env.PATH ?? "").split(delimiter);
    if (folders.some((folder) => existsSync(join(folder, "pulumi-resource-aws")))) return undefined;
    const plugins = spawnSync("pulumi", ["plugin", "ls", "--json"], { encoding: "utf8" });
    const installed =
        plugins.status === 0 ? (JSON.parse(plugins.stdout) as { name: string; kind: string }[]) : [];
    if (installed.some(({ name, kind }) => name === "aws" && kind === "resource")) return undefined;
    return "the AWS plugin is not installed (run: pulumi install)";
}
