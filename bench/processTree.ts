import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What one run of a command cost, with everything that it started. Linux only: it reads /proc. */
export interface Cost {
    /** From the start to the exit, in seconds. */
    seconds: number;
    /** Processor time of all its processes together, in seconds; at most a sample's interval of each is missed. */
    processor: number;
    /** The peak of the largest process among those that `counts` chose, in MB. */
    largest: number;
    /** The peak of the resident memory of all its processes at once, in MB; pages that they share count for each. */
    tree: number;
    code: number | null;
    /** Both streams. */
    output: string;
}

const interval = 50;
const ticksPerSecond = 100;
const pageMegabytes = 4096 / 2 ** 20;

interface Sample {
    ticks: number;
    megabytes: number;
    command: string;
}

/**
 * Runs a command in a session of its own, by which its processes are known, also those whose parent has gone. It is ended
 * after `limit` seconds.
 * @param counts - which processes' memory is of interest, by command line.
 */
export async function measure(
    command: string,
    args: readonly string[],
    options: {
        cwd: string;
        env: NodeJS.ProcessEnv;
        counts: (commandLine: string) => boolean;
        limit?: number;
    },
): Promise<Cost> {
    const { cwd, env, counts, limit = 900 } = options;
    const begin = performance.now();
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const processes = new Map<number, Sample>();
    let tree = 0;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (text) => {
            if (output.length < 1_000_000) output += String(text);
        });
    }
    const sample = (): void => {
        let together = 0;
        for (const [pid, one] of samplesOf(child.pid ?? -1)) {
            const before = processes.get(pid);
            processes.set(pid, {
                ticks: one.ticks,
                megabytes: Math.max(one.megabytes, before?.megabytes ?? 0),
                // One that has ended and was not waited for has none.
                command: one.command === "" ? (before?.command ?? "") : one.command,
            });
            together += one.megabytes;
        }
        tree = Math.max(tree, together);
    };
    const timer = setInterval(sample, interval);
    const stop = setTimeout(() => {
        for (const [pid] of samplesOf(child.pid ?? -1)) process.kill(pid, "SIGKILL");
    }, limit * 1000);
    const code = await new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("exit", resolve);
    });
    const seconds = (performance.now() - begin) / 1000;
    clearInterval(timer);
    clearTimeout(stop);
    const all = [...processes.values()];
    return {
        seconds,
        processor: all.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond,
        largest: Math.max(
            0,
            ...all.filter(({ command: line }) => counts(line)).map(({ megabytes }) => megabytes),
        ),
        tree,
        code,
        output,
    };
}

/** Every process of a session now. */
function samplesOf(session: number): [number, Sample][] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name): [number, Sample][] => {
            try {
                const stat = readFileSync(`/proc/${name}/stat`, "latin1");
                // The command's name, in brackets, may hold anything; the fields after it are numbers.
                const fields = stat
                    .slice(stat.lastIndexOf(")") + 2)
                    .split(" ")
                    .map(Number);
                const [, , , own = 0] = fields;
                if (own !== session) return [];
                const ticks = (fields[11] ?? 0) + (fields[12] ?? 0);
                const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ");
                return [[Number(name), { ticks, megabytes: (fields[21] ?? 0) * pageMegabytes, command }]];
            } catch {
                // It has ended meanwhile.
                return [];
            }
        });
}
