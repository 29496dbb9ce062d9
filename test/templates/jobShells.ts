import { spawnSync } from "node:child_process";
import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A shell that a job's image may have. */
export interface JobShell {
    name: string;
    command: readonly string[];
    /** The folder of the shell's own programs, where it brings them along: it comes first on PATH. */
    programs?: string;
}

function isPresent(command: string, args: string[]): boolean {
    return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function busyboxPrograms(): string {
    const folder = mkdtempSync(join(tmpdir(), "busybox-"));
    const path = spawnSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).stdout.trim();
    spawnSync(path, ["--list"], { encoding: "utf8" })
        .stdout.trim()
        .split("\n")
        .forEach((name) => {
            symlinkSync(path, join(folder, name));
        });
    return folder;
}

/** The shells of this machine among dash (Debian), busybox (Alpine) and bash (Amazon Linux). At least one has to be there. */
export function jobShells(): JobShell[] {
    const shells: JobShell[] = [];
    if (isPresent("dash", ["-c", "true"])) shells.push({ name: "dash", command: ["dash"] });
    if (isPresent("busybox", ["true"]))
        shells.push({ name: "busybox", command: ["busybox", "sh"], programs: busyboxPrograms() });
    if (isPresent("bash", ["-c", "true"])) shells.push({ name: "bash", command: ["bash"] });
    return shells.length > 0 ? shells : [{ name: "sh", command: ["sh"] }];
}
