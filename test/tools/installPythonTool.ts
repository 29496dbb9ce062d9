import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Programs of the Python package index that tests use, in a virtual environment of their own below `.tools/`. */
export interface PythonTool {
    /** The folder's name. */
    name: string;
    /** Says which versions are installed: another one installs anew. */
    version: string;
    /** What pip installs, each pinned: `awscli==1.46.2`. */
    packages: readonly string[];
    /** What a reader calls it, where it cannot be installed. */
    title: string;
}

/** Where tools are installed, outside of what is committed. */
export const toolsFolder = resolve(__dirname, "../../.tools");
const longestInstall = 240_000;
const isWindows = process.platform === "win32";

function run(command: string, args: string[]): void {
    execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"], timeout: longestInstall });
}

function install(folder: string, marker: string, packages: readonly string[]): void {
    rmSync(folder, { recursive: true, force: true });
    try {
        run("python3", ["-m", "venv", folder]);
        const python = join(folder, isWindows ? "Scripts/python.exe" : "bin/python");
        const quietly = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15"];
        run(python, ["-m", "pip", "install", ...quietly, ...packages]);
        writeFileSync(marker, "");
    } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
    }
}

/** Two test runs at once must not install into one folder: the second waits for the first. */
export function withLock(lock: string, isDone: () => boolean, work: () => void): void {
    mkdirSync(toolsFolder, { recursive: true });
    const giveUp = Date.now() + longestInstall;
    for (;;) {
        try {
            mkdirSync(lock);
            break;
        } catch {
            if (isDone()) return;
            const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
            // Left behind by a run that was killed.
            if (age > longestInstall || Date.now() > giveUp) rmSync(lock, { recursive: true, force: true });
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        }
    }
    try {
        if (!isDone()) work();
    } finally {
        rmSync(lock, { recursive: true, force: true });
    }
}

const failures = new Map<string, string>();

/**
 * Installs a tool, once, and gives the folder of its programs. Where there is no Python, or the install fails, it gives one
 * line that says so instead; it is then not tried again in this process.
 */
export function installPythonTool(tool: PythonTool): { bin: string } | { missing: string } {
    const failure = failures.get(tool.name);
    if (failure !== undefined) return { missing: failure };
    const folder = join(toolsFolder, tool.name);
    const marker = join(folder, `installed-${tool.version}`);
    try {
        if (!existsSync(marker))
            withLock(
                join(toolsFolder, `${tool.name}.lock`),
                () => existsSync(marker),
                () => {
                    install(folder, marker, tool.packages);
                },
            );
        return { bin: join(folder, isWindows ? "Scripts" : "bin") };
    } catch (error) {
        const noPython = error instanceof Error && "code" in error && error.code === "ENOENT";
        const missing = noPython
            ? `no python3 here for ${tool.title}`
            : `${tool.title} ${tool.version} cannot be installed here`;
        failures.set(tool.name, missing);
        return { missing };
    }
}
