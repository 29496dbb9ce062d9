import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CiJob } from "./component";
import type { JobShell } from "./jobShells";

/** A job's environment beside its own variables. */
export interface JobEnvironment {
    /** The checkout. */
    cwd: string;
    /** Predefined variables, ID tokens, and what the runner sets. */
    variables: Readonly<Record<string, string>>;
    /** Folders of programs, before the machine's own. */
    programs?: readonly string[];
}

/** What a job left behind. */
export interface JobResult {
    code: number;
    /** What the job's log would show. */
    log: string;
    /** Files that are still in the temporary folder. */
    leftBehind: string[];
}

/** `$NAME` and `${NAME}` in a job's variables, as GitLab expands them; what is not set becomes nothing. */
export function expanded(text: string, variables: Readonly<Record<string, string>>): string {
    return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
        return variables[braced ?? bare ?? ""] ?? "";
    });
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Runs before_script and script as the GitLab runner's docker and shell executors do: in one shell, fed by standard input,
 * with errexit, and with pipefail where the shell knows it. `killed` ends it and all that it started at once, as a runner
 * whose machine goes away does. Source: shells/bash.go of gitlab-org/gitlab-runner.
 */
export async function runJob(
    job: CiJob,
    shell: JobShell,
    environment: JobEnvironment,
    killed?: AbortSignal,
): Promise<JobResult> {
    const { cwd, variables, programs = [] } = environment;
    const temporary = mkdtempSync(join(tmpdir(), "job-"));
    const own = Object.fromEntries(
        Object.entries(job.variables ?? {}).map(([name, value]) => [name, expanded(value, variables)]),
    );
    const commands = [...(job.before_script ?? []), ...(job.script ?? [])].join("\n");
    const script =
        "if set -o | grep pipefail > /dev/null; then set -o pipefail; fi; set -o errexit\nset +o noclobber\n" +
        `: | eval ${quoted(commands)}\nexit 0\n`;
    const path = [...programs, ...(shell.programs === undefined ? [] : [shell.programs])];
    const [command = "sh", ...args] = shell.command;
    const child = spawn(command, args, {
        cwd,
        // A process group of its own, so that all of it can be killed.
        detached: true,
        env: {
            ...variables,
            ...own,
            PATH: [...path, process.env["PATH"] ?? ""].join(":"),
            HOME: temporary,
            TMPDIR: temporary,
        },
    });
    let log = "";
    child.stdout.on("data", (text) => (log += String(text)));
    child.stderr.on("data", (text) => (log += String(text)));
    child.stdin.end(script);
    killed?.addEventListener("abort", () => {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    });
    const code = await new Promise<number>((settle) => child.on("close", (status) => settle(status ?? -1)));
    const leftBehind = readdirSync(temporary, { recursive: true, encoding: "utf8" }).filter(
        // Caches of the AWS CLI and of Node.js.
        (name) => !/^(?:\.aws|v8-compile-cache)/.test(name),
    );
    rmSync(temporary, { recursive: true, force: true });
    return { code, log, leftBehind };
}
