import { execFile } from "node:child_process";
import { join, resolve } from "node:path";

/** The project's folder. */
export const root = resolve(__dirname, "../..");

/** The file that starts the command. */
export const commandFile = join(root, "cli/bin/gitlab-aws-oidc.js");

/** A project below test/cli/fixtures. */
export function fixture(name: string): string {
    return join(__dirname, "fixtures", name);
}

/** What a run of the command left behind. */
export interface CommandResult {
    code: number;
    stdout: string;
    stderr: string;
}

/** Runs the built command as a process of its own, with pipes for its output and none of the caller's colours. */
export function runCommand(
    texts: readonly string[],
    { cwd = root, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<CommandResult> {
    const { PATH = "", HOME = "" } = process.env;
    return new Promise((settle) => {
        execFile(
            process.execPath,
            [commandFile, ...texts],
            { cwd, env: { PATH, HOME, ...env }, maxBuffer: 64 * 1024 * 1024 },
            (error, stdout, stderr) => {
                const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
                settle({ code, stdout, stderr });
            },
        );
    });
}
