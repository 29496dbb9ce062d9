import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { startFakeEngine, type FakeEngine } from "./fakeEngine";

// From the start of Pulumi's own runner to the end of the program, in preview: what every `pulumi preview` waits for.

const root = join(__dirname, "..");
const rounds = Number(process.argv[2] ?? 5);
const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run");

const { config } = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, unknown>;
};
const engineConfig = JSON.stringify(
    Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    ),
);

/** One way to run the program: arguments of Node, and the environment that the language host sets. */
interface Contestant {
    name: string;
    nodeArguments: string[];
    environment: Record<string, string>;
    seconds: number[];
    megabytes: number[];
}

const contestants: [Contestant, Contestant] = [
    // What Pulumi.yaml says: typescript false, and a loader that keeps what it compiled.
    {
        name: "this program",
        nodeArguments: ["--require", "./components/loadSource.js"],
        environment: {},
        seconds: [],
        megabytes: [],
    },
    // What a TypeScript program does where nothing is said.
    {
        name: "type-checked at each start",
        nodeArguments: [],
        environment: { PULUMI_NODEJS_TYPESCRIPT: "true" },
        seconds: [],
        megabytes: [],
    },
];

async function runOnce(contestant: Contestant, engine: FakeEngine): Promise<void> {
    const before = engine.registered();
    // The runner's own exit handler runs last, and tells its parent the peak of its memory.
    const tellPeak = `process.on("exit", () => process.send?.(process.resourceUsage().maxRSS))`;
    const begin = performance.now();
    const child = spawn(
        process.execPath,
        [
            ...contestant.nodeArguments,
            "--import",
            `data:text/javascript,${encodeURIComponent(tellPeak)}`,
            runner,
            ...["--monitor", engine.address, "--engine", engine.address],
            ...[
                "--project",
                "gitlab-aws-oidc",
                "--stack",
                "dev",
                "--dry-run",
                "--parallel",
                "16",
                "--pwd",
                root,
                ".",
            ],
        ],
        {
            cwd: root,
            env: { ...process.env, PULUMI_CONFIG: engineConfig, ...contestant.environment },
            stdio: ["ignore", "ignore", "inherit", "ipc"],
        },
    );
    let kilobytes = NaN;
    child.on("message", (peak) => (kilobytes = Number(peak)));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    if (code !== 0 || engine.registered() === before)
        throw new Error(`${contestant.name}: the program did not run (exit code ${String(code)})`);
    contestant.seconds.push((performance.now() - begin) / 1000);
    contestant.megabytes.push(kilobytes / 1024);
}

function median(values: readonly number[]): number {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function compare(what: string, ratio: number, limit: number): void {
    const met = ratio <= limit;
    if (!met) process.exitCode = 1;
    console.log(`${what}: ${ratio.toFixed(2)} (limit ${String(limit)}) ${met ? "met" : "MISSED"}`);
}

async function main(): Promise<void> {
    const engine = await startFakeEngine();
    try {
        for (let round = 0; round < rounds; round++) {
            for (const contestant of contestants) await runOnce(contestant, engine);
        }
    } finally {
        engine.stop();
    }
    for (const { name, seconds, megabytes } of contestants) {
        console.log(
            `${name.padEnd(28)} ${median(seconds).toFixed(1).padStart(5)} s ${median(megabytes).toFixed(0).padStart(5)} MB`,
        );
    }
    const [ours, naive] = contestants;
    compare("time", median(ours.seconds) / median(naive.seconds), 0.45);
    compare("peak memory", median(ours.megabytes) / median(naive.megabytes), 0.35);
}

void main();
