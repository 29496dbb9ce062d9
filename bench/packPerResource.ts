import { readFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { join } from "node:path";
import { type AnalyzedResource, type PackProcess, startPack } from "../cli/pack";
import { stagePack } from "../test/policy-pack/stagedPack";
import { bareSdk, folderWith, packFiles, type PackFolder } from "./packFolders";

// What a policy pack's process works for one resource of a stack that the engine shows it, start-up not counted.

const root = join(__dirname, "..");
const many = Number(process.argv[2] ?? 10_000);
/** Resources that are shown before any is counted: the compiler of Node needs them. */
const warmUp = Math.min(1_000, many);
/** How many resources a pack is shown before it is the next one's turn. */
const turn = 250;

/** The same rules, each as a policy of its own that parses and judges the document by itself, with the provider's classes. */
function usualWay(): PackFolder {
    const entry = `import { PolicyPack, validateResourceOfType } from "@pulumi/policy";
import { Role } from "@pulumi/aws/iam/role";
import { readTrustDocument } from "${join(root, "trust/document")}";
import { analyzeTrustPolicy, rules } from "${join(root, "trust/rules")}";

new PolicyPack("usual", {
    policies: ["trust-policy-readable", ...rules.map(({ name }) => name)].map((name) => ({
        name,
        description: name,
        enforcementLevel: "mandatory",
        validateResource: validateResourceOfType(Role, (role, _, reportViolation) => {
            const { findings } = analyzeTrustPolicy(readTrustDocument(role.assumeRolePolicy as string));
            for (const { rule, message } of findings) if (rule === name) reportViolation(message);
        }),
    })),
});\n`;
    const made = folderWith({ ...packFiles("usual", "index.js"), "index.ts": entry });
    buildSync({
        entryPoints: [join(made.folder, "index.ts")],
        outfile: join(made.folder, "index.js"),
        bundle: true,
        platform: "node",
        external: ["@pulumi/*"],
    });
    return made;
}

const subjects: readonly (readonly [operator: string, subject: string])[] = [
    ["StringEquals", "project_path:group-#/app:ref_type:branch:ref:main"],
    ["StringEquals", "project_path:group-#/web/shop:ref_type:tag:ref:v1.0.0"],
    ["StringLike", "project_path:group-#/app:ref_type:branch:ref:release/*"],
    ["StringLike", "project_path:group-#/*:ref_type:branch:ref:main"],
];

function role(index: number): AnalyzedResource {
    const [operator, subject] = subjects[index % subjects.length] ?? ["StringLike", "*"];
    const guards = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": String(index + 1) };
    const condition: Record<string, Record<string, string>> = { StringEquals: guards };
    condition[operator] = { ...condition[operator], "gitlab.com:sub": subject.replace("#", String(index)) };
    const statement = {
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
    };
    return resource("aws:iam/role:Role", `role-${String(index)}`, {
        name: `role-${String(index)}`,
        assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
        maxSessionDuration: 3600,
        tags: { team: "a" },
    });
}

function unrelated(index: number): AnalyzedResource {
    return resource("aws:s3/bucketObject:BucketObject", `object-${String(index)}`, {
        bucket: "acme-web",
        key: `assets/${String(index)}.css`,
        content: "body { margin: 0 }",
        contentType: "text/css",
        tags: { team: "a" },
    });
}

function resource(type: string, name: string, props: Record<string, unknown>): AnalyzedResource {
    return { type, name, urn: `urn:pulumi:dev::bench::${type}::${name}`, props };
}

/** Milliseconds of processor time that a process has had. */
function processorTime(pid: number): number {
    const fields =
        readFileSync(`/proc/${String(pid)}/stat`, "utf8")
            .split(") ")[1]
            ?.split(" ") ?? [];
    // User and system time, in hundredths of a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Milliseconds for each resource: of the pack's processor time, and until its answer. */
interface Cost {
    processor: number;
    answer: number;
}

/** What each of some packs needs for a resource. They take turns, so that whatever else the machine does falls on all. */
async function costs(
    folders: readonly PackFolder[],
    count: number,
    kind: (index: number) => AnalyzedResource,
): Promise<Cost[]> {
    const packs: PackProcess[] = [];
    try {
        for (const { folder } of folders) packs.push(await startPack(folder));
        const spent = packs.map((): Cost => ({ processor: 0, answer: 0 }));
        for (const pack of packs) {
            await pack.configure({});
            for (let index = 0; index < warmUp; index++) await pack.analyze(kind(count + index));
        }
        for (let begin = 0; begin < count; begin += turn) {
            const end = Math.min(begin + turn, count);
            for (const [at, pack] of packs.entries()) {
                const before = [processorTime(pack.pid), performance.now()] as const;
                for (let index = begin; index < end; index++) await pack.analyze(kind(index));
                const cost = spent[at];
                if (!cost) continue;
                cost.processor += (processorTime(pack.pid) - before[0]) / count;
                cost.answer += (performance.now() - before[1]) / count;
            }
        }
        return spent;
    } finally {
        await Promise.all(packs.map((pack) => pack.stop()));
    }
}

async function main(): Promise<void> {
    const folders: PackFolder[] = [bareSdk(), stagePack(), usualWay()];
    const sets: [name: string, count: number, kind: (index: number) => AnalyzedResource, limit: number][] = [
        ["roles", many / 10, role, 2.5],
        ["roles", many, role, 2.5],
        ["unrelated", many, unrelated, 2],
    ];
    try {
        for (const [name, count, kind, limit] of sets) {
            console.log(`${String(count)} ${name}`);
            const [empty, ours, usual] = await costs(folders, count, kind);
            if (!empty || !ours || !usual) continue;
            for (const measure of ["answer", "processor"] as const) {
                const times = [empty, ours, usual].map((each) => `${each[measure].toFixed(3)} ms`);
                const ratio = ours[measure] / empty[measure];
                console.log(
                    `  ${measure.padEnd(9)} empty pack, this pack, usual way: ${times.join(", ")}; this / empty ${ratio.toFixed(2)}, this / usual ${(ours[measure] / usual[measure]).toFixed(2)}`,
                );
            }
            const ratio = ours.answer / empty.answer;
            console.log(`  at most ${String(limit)} of an empty pack's: ${ratio <= limit ? "ok" : "OVER"}`);
            if (ratio > limit) process.exitCode = 1;
        }
    } finally {
        folders.forEach(({ remove }) => remove());
    }
}

void main();
