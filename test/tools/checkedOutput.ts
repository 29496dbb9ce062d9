import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Runs a program that has to succeed; where it does not, the failure shows all that it said. */
export function checkedOutput(command: string, args: readonly string[], cwd?: string): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
        encoding: "utf8",
        ...(cwd !== undefined && { cwd }),
    });
    assert.equal(status, 0, [command, error?.message ?? "", stdout, stderr].join("\n"));
    return stdout;
}
