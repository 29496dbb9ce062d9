import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyzeTrustPolicy } from "../trust/rules";
import { readTrustDocument } from "../trust/document";

/** How many times slower per role the largest set may be than the smallest. */
const growthLimit = 1.5;
const sizes = [100, 1_000, 10_000];
/** The number of roles that both tools are run on; checkov takes minutes for more. */
const comparedRoles = 1_000;
const checkovRule = "CKV_AWS_393";

/** Conditions on `sub` as roles have them, most of them exact, each with its share of a hundred. */
const subjects: readonly (readonly [share: number, operator: string, subject: string])[] = [
    [60, "StringEquals", "project_path:group-#/app:ref_type:branch:ref:main"],
    [15, "StringLike", "project_path:group-#/app:ref_type:branch:ref:release/*"],
    [10, "StringLike", "project_path:group-#/app:*"],
    [8, "StringLike", "project_path:group-#/*:ref_type:branch:ref:main"],
    [4, "StringLike", "project_path:group-#*"],
    [3, "StringEquals", "project_path:group-#/app:*"],
];

function documentOf(index: number): string {
    let share = index % 100;
    const [, operator, subject] = subjects.find(([most]) => (share -= most) < 0) ?? [0, "StringLike", "*"];
    const condition: Record<string, Record<string, string>> = {
        StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
    };
    condition[operator] = { ...condition[operator], "gitlab.com:sub": subject.replace("#", String(index)) };
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: condition,
            },
        ],
    });
}

/** Milliseconds for one pass over the documents; the median of three. */
function medianTime(documents: readonly string[], judge: (document: string) => unknown): number {
    const times = [0, 1, 2].map(() => {
        const start = performance.now();
        for (const document of documents) judge(document);
        return performance.now() - start;
    });
    return times.sort((left, right) => left - right)[1] ?? 0;
}

/** Milliseconds that checkov takes for the roles beyond its start; undefined where it is not installed. */
function checkovTime(documents: readonly string[]): number | undefined {
    const folder = mkdtempSync(join(tmpdir(), "verdicts-"));
    try {
        const roles = documents.map(
            (document, index) =>
                `resource "aws_iam_role" "r${String(index)}" {\n  assume_role_policy = ${JSON.stringify(document)}\n}\n`,
        );
        const file = join(folder, "roles.tf");
        const run = (text: string): number => {
            writeFileSync(file, text);
            const start = performance.now();
            const options = ["-f", file, "--check", checkovRule, "--quiet", "--compact", "--skip-download"];
            const { error } = spawnSync(process.env.CHECKOV ?? "checkov", options, { stdio: "ignore" });
            return error === undefined ? performance.now() - start : NaN;
        };
        // In turns, so that both see the same load; the start is what an empty file takes.
        const rounds = [0, 1, 2].map(() => ({ start: run(""), all: run(roles.join("")) }));
        const least = (times: number[]): number => Math.min(...times);
        const time = least(rounds.map(({ all }) => all)) - least(rounds.map(({ start }) => start));
        return Number.isNaN(time) ? undefined : time;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function main(): void {
    const documents = Array.from({ length: Math.max(...sizes) }, (_, index) => documentOf(index));
    // Warm up: what is measured is the work, not the compiler.
    medianTime(documents.slice(0, 500), (document) => analyzeTrustPolicy(readTrustDocument(document)));
    const perRole = sizes.map((size) => {
        const roles = documents.slice(0, size);
        const verdict = medianTime(roles, (document) => analyzeTrustPolicy(readTrustDocument(document)));
        const parse = medianTime(roles, (document) => JSON.parse(document) as unknown);
        console.log(
            `${String(size).padStart(6)} roles: ${((size / verdict) * 1000).toFixed(0)} verdicts per second, ${(verdict / size).toFixed(3)} ms each; JSON.parse alone ${(parse / size).toFixed(4)} ms`,
        );
        return verdict / size;
    });
    const growth = (perRole.at(-1) ?? 0) / (perRole[0] ?? 1);
    console.log(
        `growth per role from ${String(sizes[0])} to ${String(sizes.at(-1))} roles: ${growth.toFixed(2)} (limit ${String(growthLimit)})`,
    );

    const compared = documents.slice(0, comparedRoles);
    const checkov = checkovTime(compared);
    const ours = medianTime(compared, (document) => analyzeTrustPolicy(readTrustDocument(document)));
    console.log(
        checkov === undefined
            ? "checkov is not installed (or name it in CHECKOV): no comparison"
            : `${String(comparedRoles)} roles: checkov ${checkov.toFixed(0)} ms beyond its start, this ${ours.toFixed(0)} ms, ${(ours / checkov).toFixed(3)} of it`,
    );
    if (growth > growthLimit) process.exitCode = 1;
}

main();
