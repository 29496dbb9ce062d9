import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startPack } from "../cli/pack";
import { stagePack } from "../test/policy-pack/stagedPack";
import { bareSdk, folderWith, packFiles, type PackFolder } from "./packFolders";

// From the start of a pack's process to its description over the analyzer protocol: what every preview waits for.

const root = join(__dirname, "..");
const rounds = Number(process.argv[2] ?? 9);

/** A folder with a pack, ready to be started. */
interface Contestant extends PackFolder {
    name: string;
    /** Milliseconds of each start. */
    times: number[];
    /** Peak resident memory of each start, in bytes; none where the system does not tell. */
    peaks: number[];
}

/** The same rules as Pulumi's templates set a pack up: TypeScript, checked at each start, with the whole AWS package. */
function usualWay(): PackFolder {
    const entry = `import * as aws from "@pulumi/aws";
import { PolicyPack, validateResourceOfType } from "@pulumi/policy";
import { policies } from "./policy-pack/policies";

new PolicyPack("usual", {
    policies: policies.map((policy) => {
        if (!("validateResource" in policy) || typeof policy.validateResource !== "function") return policy;
        const { validateResource } = policy;
        const onProviders = policy.tags?.includes("identity-provider") ?? false;
        return {
            ...policy,
            validateResource: onProviders
                ? validateResourceOfType(aws.iam.OpenIdConnectProvider, (_, args, report) => validateResource(args, report))
                : validateResourceOfType(aws.iam.Role, (_, args, report) => validateResource(args, report)),
        };
    }),
});\n`;
    const options = {
        target: "ES2022",
        lib: ["ES2023"],
        module: "nodenext",
        strict: true,
        skipLibCheck: true,
        rootDir: ".",
    };
    const made = folderWith({
        ...packFiles("usual", "index.ts"),
        "index.ts": entry,
        "tsconfig.json": JSON.stringify({ compilerOptions: options }),
    });
    for (const folder of ["trust", "policy-pack"]) {
        cpSync(join(root, folder), join(made.folder, folder), {
            recursive: true,
            filter: (path) => !/node_modules|policy-pack\/(?:bin|package\.json)/.test(path),
        });
    }
    return made;
}

async function startOnce({ folder, times, peaks }: Contestant): Promise<void> {
    const begin = performance.now();
    const pack = await startPack(folder);
    times.push(performance.now() - begin);
    try {
        const [, kilobytes] =
            /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${String(pack.pid)}/status`, "utf8")) ?? [];
        if (kilobytes) peaks.push(Number(kilobytes) * 1024);
    } catch {
        // Only Linux tells.
    }
    await pack.stop();
}

function median(values: readonly number[]): number {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function main(): Promise<void> {
    const contestant = (name: string, made: PackFolder): Contestant => ({
        ...made,
        name,
        times: [],
        peaks: [],
    });
    const bare = contestant("SDK alone", bareSdk());
    const ours = contestant("this pack", stagePack());
    const usual = contestant("same rules, usual way", usualWay());
    const all = [bare, ours, usual];
    try {
        // Alternately, so that whatever else the machine does falls on all of them.
        for (let round = 0; round < rounds; round++) {
            for (const each of all) if (each !== usual || round % 3 === 0) await startOnce(each);
        }
    } finally {
        all.forEach(({ remove }) => remove());
    }
    for (const { name, times, peaks } of all) {
        const memory = peaks.length > 0 ? `${(median(peaks) / 2 ** 20).toFixed(0).padStart(5)} MB` : "";
        console.log(
            `${name.padEnd(24)} ${median(times).toFixed(0).padStart(6)} ms ${memory}  (${String(times.length)} starts)`,
        );
    }
    report("this pack / SDK alone", median(ours.times) / median(bare.times), 1.3);
    report("this pack / usual way", median(ours.times) / median(usual.times), 0.25);
}

function report(what: string, ratio: number, limit: number): void {
    const verdict = ratio <= limit ? "ok" : "OVER";
    console.log(`${what.padEnd(24)} ${ratio.toFixed(2).padStart(6)}   at most ${String(limit)}: ${verdict}`);
    if (ratio > limit) process.exitCode = 1;
}

void main();
