import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The emulator's pinned version: https://pypi.org/project/ministack/ (MIT). */
export const ministackVersion = "1.5.33";

const toolsFolder = resolve(__dirname, "../../.tools");
const folder = join(toolsFolder, "ministack");
const marker = join(folder, `installed-${ministackVersion}`);
const lock = join(toolsFolder, "ministack.lock");
const longestInstall = 240_000;

function pythonOfFolder(): string {
    return process.platform === "win32"
        ? join(folder, "Scripts", "python.exe")
        : join(folder, "bin", "python");
}

function run(command: string, args: string[]): void {
    execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"], timeout: longestInstall });
}

function install(): void {
    rmSync(folder, { recursive: true, force: true });
    try {
        run("python3", ["-m", "venv", folder]);
        const quietly = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15"];
        run(pythonOfFolder(), ["-m", "pip", "install", ...quietly, `ministack==${ministackVersion}`]);
        writeFileSync(marker, "");
    } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
    }
}

/** Two test runs at once must not install into one folder: the second waits for the first. */
function withLock(work: () => void): void {
    mkdirSync(toolsFolder, { recursive: true });
    const giveUp = Date.now() + longestInstall;
    for (;;) {
        try {
            mkdirSync(lock);
            break;
        } catch {
            if (existsSync(marker)) return;
            const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
            // Left behind by a run that was killed.
            if (age > longestInstall || Date.now() > giveUp) rmSync(lock, { recursive: true, force: true });
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        }
    }
    try {
        if (!existsSync(marker)) work();
    } finally {
        rmSync(lock, { recursive: true, force: true });
    }
}

let failure: string | undefined;

/**
 * Installs MiniStack into `.tools/ministack`, once, and gives the path of its Python. Where there is no Python, or the
 * install fails, it gives one line that says so instead; it is then not tried again in this process.
 */
export function installMinistack(): { python: string } | { missing: string } {
    if (failure !== undefined) return { missing: failure };
    try {
        if (!existsSync(marker)) withLock(install);
        return { python: pythonOfFolder() };
    } catch (error) {
        const noPython = error instanceof Error && "code" in error && error.code === "ENOENT";
        failure = noPython
            ? "no python3 here: the tests against MiniStack are skipped"
            : `MiniStack ${ministackVersion} cannot be installed here: the tests against it are skipped`;
        return { missing: failure };
    }
}
