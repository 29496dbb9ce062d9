import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobEnvironment } from "./runJob";

/** Runs one job of the `.gitlab-ci.yml` in a checkout by gitlab-ci-local, whose file is `tool`, in bash on this machine. */
export async function runLocally(
    tool: string,
    folder: string,
    jobName: string,
    { variables, programs = [] }: Pick<JobEnvironment, "variables" | "programs">,
): Promise<{ code: number; log: string }> {
    const home = mkdtempSync(join(tmpdir(), "gitlab-ci-local-"));
    const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
    const options = ["--home", home, "--force-shell-executor", "--no-color", ...given];
    const child = spawn(process.execPath, [tool, ...options, jobName], {
        cwd: folder,
        env: { PATH: [...programs, process.env["PATH"] ?? ""].join(":"), HOME: home },
    });
    let log = "";
    child.stdout.on("data", (text) => (log += String(text)));
    child.stderr.on("data", (text) => (log += String(text)));
    const code = await new Promise<number>((settle) => child.on("close", (status) => settle(status ?? -1)));
    rmSync(home, { recursive: true, force: true });
    return { code, log };
}
