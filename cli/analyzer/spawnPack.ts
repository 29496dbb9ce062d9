import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { PackError } from "./packError";

/** A running pack: its process, the port it listens on, and what it has written so far. */
export interface SpawnedPack {
    child: ChildProcess;
    /** The port on 127.0.0.1 where it speaks the analyzer protocol. */
    port: number;
    output: () => string;
}

const keptOutput = 16_000;

// Were the caller killed, the pack would run on for ever: it listens to nothing but its port. With the channel between
// the two gone it ends by itself; the channel alone must not keep a pack alive that failed to start.
const endWithParent =
    'data:text/javascript,process.on("disconnect",()=>process.exit());process.channel.unref()';

/**
 * Starts a pack as Pulumi's language host does: its own folder as working directory, run by the `run-policy-pack` of the
 * @pulumi/pulumi that the pack resolves. Waits for the line with the port.
 * Throws PackError when the process ends first, or is silent for `timeout` milliseconds; then no process is left.
 */
export async function spawnPack(folder: string, timeout: number): Promise<SpawnedPack> {
    const child = spawn(process.execPath, ["--import", endWithParent, runnerOf(folder), "127.0.0.1:0", "."], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        // The pack has no business with the debugger or the loaders of whoever starts it.
        env: { ...process.env, NODE_OPTIONS: "" },
    });
    let output = "";
    const collect = (text: string) => {
        output = (output + stripVTControlCharacters(text)).slice(-keptOutput);
    };
    child.stderr?.setEncoding("utf8").on("data", collect);

    const port = await new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => {
            child.kill("SIGKILL");
            reject(
                new PackError(
                    `The policy pack in ${folder} did not answer within ${String(timeout)} ms.`,
                    output,
                ),
            );
        }, timeout);
        let pending: string | undefined = "";
        child.stdout?.setEncoding("utf8").on("data", (text: string) => {
            if (pending === undefined) return collect(text);
            const lines = (pending + text).split("\n");
            pending = lines.pop() ?? "";
            const portAt = lines.findIndex((line) => /^\d+\r?$/.test(line));
            if (portAt < 0) return collect(lines.map((line) => `${line}\n`).join(""));
            lines.filter((_, at) => at !== portAt).forEach((line) => collect(`${line}\n`));
            pending = undefined;
            clearTimeout(timer);
            resolve(Number(lines[portAt]));
        });
        child.once("error", (error) => {
            clearTimeout(timer);
            reject(new PackError(`The policy pack in ${folder} could not be started: ${error.message}`));
        });
        // "close" comes after the last output, "exit" may come before it.
        child.once("close", (code, signal) => {
            clearTimeout(timer);
            reject(
                new PackError(
                    `The policy pack in ${folder} ended while starting (${endOf(code, signal)}).`,
                    output,
                ),
            );
        });
    });
    return { child, port, output: () => output };
}

/** How a process ended, in words: `exit code 1` or `signal SIGKILL`. */
export function endOf(code: number | null, signal: NodeJS.Signals | null): string {
    return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}

function runnerOf(folder: string): string {
    try {
        return createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    } catch {
        throw new PackError(
            `The policy pack in ${folder} cannot be run: no @pulumi/pulumi is installed for it. Run "npm ci" first.`,
        );
    }
}
