import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { copyProgram } from "../test/copyProgram";
import { missingEngine, onPath } from "../test/engine/findEngine";
import { startFakeSts } from "./fakeSts";
import { bareSdk } from "./packFolders";
import { measure, type Cost } from "./processTree";

// A preview of a new stack by the real engine, with a policy pack: wall and processor time and peak memory of everything
// that it starts. node -r ./components/loadSource.js bench/engine.ts [ROUNDS] [SIZE,SIZE]

const root = join(__dirname, "..");
const sources = join(__dirname, "engine");
const rounds = Number(process.argv[2] ?? 3);
const sizes = (process.argv[3] ?? "3,100,1000").split(",").map(Number);
const accountId = "123456789012";

/** One way to preview the same roles. */
interface Contestant {
    name: string;
    /** The command, in its folder. */
    run: (fresh: string) => Promise<Cost>;
}

const names = {
    ours: "this program",
    oursBare: "this program, empty pack",
    cold: "the usual way, cold",
    warm: "the usual way, warm",
    floor: "plain JavaScript, empty pack",
    floorJudged: "plain JavaScript, our pack",
    terraform: "terraform plan",
} as const;

/** Limits of this program's time, by what it is compared with and the number of roles; and of its memory. */
const timeLimits: [keyof typeof names, Record<number, number>][] = [
    ["floor", { 3: 1.2, 100: 1.2, 1000: 1.2 }],
    ["cold", { 3: 0.35, 100: 0.5, 1000: 0.75 }],
    ["warm", { 3: 1.05, 100: 1.05, 1000: 0.9 }],
    ["terraform", { 3: 0.8, 100: 0.8, 1000: 0.2 }],
];
const memoryLimits: Record<number, number> = { 3: 0.35, 100: 0.35 };

/** Roles as a team writes them: their subject is exact, each has one managed policy. */
function benchRoles(count: number) {
    return Array.from({ length: count }, (_, index) => ({
        key: `role-${String(index)}`,
        project: `acme/group-${String(index % 40)}/project-${String(index)}`,
        policyArn: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser",
    }));
}

/**
 * The packages that a program installs that has nothing to do with this project. Pulumi's runner takes the ts-node that it
 * finds, and else its own, which keeps what it compiled: with ours beside it, "warm" would be no different.
 */
function usualModules(folder: string): string {
    const target = join(folder, "node_modules");
    // By links where it is one file system.
    const isCopied = ["-rl", "-r"].some((how) => {
        rmSync(target, { recursive: true, force: true });
        return spawnSync("cp", [how, join(root, "node_modules"), target]).status === 0;
    });
    if (!isCopied) throw new Error("node_modules cannot be copied");
    rmSync(join(target, "ts-node"), { recursive: true });
    return target;
}

function contestants(
    folder: string,
    modules: string,
    count: number,
    environment: NodeJS.ProcessEnv,
): Contestant[] {
    const roles = benchRoles(count);
    const plainRoles = Object.fromEntries(
        roles.map(({ key, project, policyArn }) => [
            key,
            { subject: `project_path:${project}:ref_type:branch:ref:main`, policyArn },
        ]),
    );
    const place = (name: string, from?: string): string => {
        const target = join(folder, name);
        if (from === undefined) mkdirSync(target);
        else {
            cpSync(join(sources, from), target, { recursive: true });
            symlinkSync(modules, join(target, "node_modules"));
            writeFileSync(join(target, "roles.json"), JSON.stringify(plainRoles));
        }
        return target;
    };
    const own = place("own");
    copyProgram(own);
    writeOwnConfig(own, roles);
    const [usual, plain] = [place("usual", "usual"), place("plain", "plain")];
    const usualPack = place("usual-pack", "usualPack");
    const ourPack = join(root, "policy-pack");
    const emptyPack = bareSdk().folder;
    for (const program of [own, usual, plain]) {
        const init = ["stack", "init", "dev", "--non-interactive"];
        const { status, stderr } = spawnSync("pulumi", init, {
            cwd: program,
            env: environment,
            encoding: "utf8",
        });
        if (status !== 0) throw new Error(stderr);
    }
    const preview = (name: string, cwd: string, pack: string, isCold = false): Contestant => ({
        name,
        run: async (fresh) =>
            await measure(
                "pulumi",
                ["preview", "--stack", "dev", "--non-interactive", "--policy-pack", pack],
                {
                    cwd,
                    env: isCold ? { ...environment, TMPDIR: fresh } : environment,
                    counts: (line) => /\bnode\b/.test(line),
                },
            ),
    });
    const list = [
        preview(names.ours, own, ourPack),
        preview(names.oursBare, own, emptyPack),
        preview(names.floor, plain, emptyPack),
        preview(names.floorJudged, plain, ourPack),
        preview(names.cold, usual, usualPack, true),
        preview(names.warm, usual, usualPack),
    ];
    const provider = join(dirname(onPath("pulumi") ?? ""), "terraform");
    if (onPath("terraform") !== undefined && existsSync(provider)) {
        const cwd = place("terraform", "terraform");
        const settings = join(folder, "terraform.rc");
        writeFileSync(
            settings,
            `provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = ${JSON.stringify(provider)}\n  }\n  direct {}\n}\n`,
        );
        list.push({
            name: names.terraform,
            run: async () =>
                await measure("terraform", ["plan", "-no-color", "-input=false"], {
                    cwd,
                    env: { ...environment, TF_CLI_CONFIG_FILE: settings },
                    counts: () => true,
                }),
        });
    }
    return list;
}

/** Few roles stand in the stack's config; many do not fit into it, and come from files. */
function writeOwnConfig(folder: string, roles: ReturnType<typeof benchRoles>): void {
    const written = (some: typeof roles) =>
        Object.fromEntries(
            some.map(({ key, project, policyArn }) => [
                key,
                { subjects: [{ project, branches: ["main"] }], managedPolicyArns: [policyArn] },
            ]),
        );
    const inFiles = roles.length > 100;
    const config = inFiles
        ? { "gitlab-aws-oidc:rolesFiles": ["roles/*.yaml"] }
        : { "gitlab-aws-oidc:roles": written(roles) };
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify({ config }));
    if (!inFiles) return;
    mkdirSync(join(folder, "roles"));
    for (let start = 0; start < roles.length; start += 100) {
        const text = stringify(written(roles.slice(start, start + 100)));
        writeFileSync(join(folder, "roles", `${String(start)}.yaml`), text);
    }
}

function median(values: readonly number[]): number {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function report(count: number, costs: Map<string, Cost[]>): void {
    const of = (name: string, what: "seconds" | "processor" | "largest" | "tree") =>
        median((costs.get(name) ?? []).map((cost) => cost[what]));
    console.log(`\n${String(count)} roles`.padEnd(32), "   wall  processor  program  everything");
    for (const name of costs.keys()) {
        const [seconds, processor] = [of(name, "seconds").toFixed(1), of(name, "processor").toFixed(1)];
        const [largest, tree] = [of(name, "largest").toFixed(0), of(name, "tree").toFixed(0)];
        console.log(
            `${name.padEnd(32)}${seconds.padStart(5)} s ${processor.padStart(8)} s ${largest.padStart(5)} MB ${tree.padStart(8)} MB`,
        );
    }
    const compare = (what: string, ratio: number, limit: number | undefined): void => {
        const missed = limit !== undefined && !(ratio <= limit);
        if (missed) process.exitCode = 1;
        const verdict = limit === undefined ? "" : ` (limit ${String(limit)}) ${missed ? "MISSED" : "met"}`;
        console.log(`  ${what}: ${ratio.toFixed(2)}${verdict}`);
    };
    for (const [other, limits] of timeLimits) {
        if (!costs.has(names[other])) continue;
        const ratio = of(names.ours, "seconds") / of(names[other], "seconds");
        compare(`time / ${names[other]}`, ratio, limits[count]);
    }
    const memory = of(names.ours, "largest") / of(names.cold, "largest");
    compare(`memory of the program / ${names.cold}`, memory, memoryLimits[count]);
}

async function main(): Promise<void> {
    const missing = missingEngine();
    if (missing !== undefined) throw new Error(missing);
    const sts = await startFakeSts(accountId);
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-bench-"));
    const [home, warm] = ["home", "warm"].map((name) => join(folder, name));
    for (const made of [home, warm]) mkdirSync(made ?? "");
    const environment = {
        ...process.env,
        PULUMI_CONFIG_PASSPHRASE: "bench",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_HOME: home,
        TMPDIR: warm,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: sts.url,
        AWS_EC2_METADATA_DISABLED: "true",
    };
    try {
        const modules = usualModules(folder);
        for (const count of sizes) {
            const place = join(folder, String(count));
            const state = join(place, "state");
            mkdirSync(state, { recursive: true });
            const backend = { PULUMI_BACKEND_URL: `file://${state}` };
            const all = contestants(place, modules, count, { ...environment, ...backend });
            const costs = new Map<string, Cost[]>();
            // A first run of each fills what "warm" has; it does not count.
            for (let round = 0; round <= rounds; round++) {
                for (const { name, run } of all) {
                    const fresh = mkdtempSync(join(folder, "fresh-"));
                    const cost = await run(fresh);
                    rmSync(fresh, { recursive: true, force: true });
                    if (cost.code !== 0) {
                        const reason = /error: (.*)/.exec(cost.output)?.[1] ?? cost.output.slice(-500);
                        if (round === 0)
                            console.log(`${name}, ${String(count)} roles: not possible: ${reason}`);
                    } else if (round > 0) costs.set(name, [...(costs.get(name) ?? []), cost]);
                }
            }
            report(count, costs);
        }
    } finally {
        sts.stop();
        rmSync(folder, { recursive: true, force: true });
    }
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
