import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { providerArn } from "../trust/aws";

/** The largest set, and how much more of it there is than of the smallest. */
const sizes = [500, 5_000] as const;
/** Ten times the roles may take at most so many times as long. */
const growthLimit = 12;
/** Peak memory for 5,000 roles, in megabytes. */
const memoryLimit = 512;
const forms = ["text", "--json", "--markdown", "--html"];

const command = resolve(__dirname, "../cli/bin/gitlab-aws-oidc.js");
/** What a person would write without this command: role and subjects, as they stand there. */
const listing = `for (const { RoleName, AssumeRolePolicyDocument: { Statement } } of JSON.parse(require("fs").readFileSync(process.argv[2], "utf8")).Roles)
    console.log(RoleName, JSON.stringify(Statement.map(({ Condition }) => Condition)));`;

interface Run {
    milliseconds: number;
    megabytes: number;
}

/** Roles as `aws iam list-roles` prints them: seven of ten exact, the others by pattern, three subjects each. */
function rolesFile(folder: string, count: number): string {
    const federated = providerArn({ partition: "aws", accountId: "123456789012", issuer: "gitlab.com" });
    const Roles = Array.from({ length: count }, (_, index) => {
        const project = `group-${String(index % 50)}/app-${String(index)}`;
        const [operator, ref] = index % 10 < 7 ? ["StringEquals", "main"] : ["StringLike", "release/*"];
        const subjects = ["", "-api", "-web"].map(
            (part) => `project_path:${project}${part}:ref_type:branch:ref:${ref}`,
        );
        const condition: Record<string, Record<string, unknown>> = {
            StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
        };
        condition[operator] = { ...condition[operator], "gitlab.com:sub": subjects };
        const statement = {
            Effect: "Allow",
            Principal: { Federated: federated },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: condition,
        };
        return {
            RoleName: `ci-${String(index)}`,
            Arn: `arn:aws:iam::123456789012:role/ci-${String(index)}`,
            AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [statement] },
        };
    });
    const file = join(folder, `${String(count)}.json`);
    writeFileSync(file, JSON.stringify({ Roles }));
    return file;
}

/** Runs a file of Node to its end, its output read and dropped. */
function run(file: string, args: readonly string[], tellPeak: string): Promise<Run> {
    return new Promise((settle, reject) => {
        const start = performance.now();
        const child = fork(file, args, {
            execArgv: ["--require", tellPeak],
            stdio: ["ignore", "pipe", "inherit", "ipc"],
        });
        let kilobytes = 0;
        child.stdout?.resume();
        child.on("message", (peak) => {
            kilobytes = Number(peak);
        });
        child.on("error", reject);
        child.on("close", (code) => {
            if (code === 0) settle({ milliseconds: performance.now() - start, megabytes: kilobytes / 1024 });
            else reject(new Error(`exit code ${String(code)}: ${args.join(" ")}`));
        });
    });
}

async function main(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "bench-access-"));
    try {
        const tellPeak = join(folder, "tellPeak.js");
        writeFileSync(tellPeak, 'process.on("exit", () => process.send?.(process.resourceUsage().maxRSS));');
        const list = join(folder, "listing.js");
        writeFileSync(list, listing);
        const files = sizes.map((count) => rolesFile(folder, count));
        let isMissed = false;
        const show = (name: string, runs: readonly Run[]): void => {
            const cells = runs.map(
                ({ milliseconds, megabytes }) =>
                    `${milliseconds.toFixed(0).padStart(7)} ms ${megabytes.toFixed(0).padStart(5)} MB`,
            );
            console.log(name.padEnd(22) + cells.join("   "));
        };
        console.log("".padEnd(22) + sizes.map((count) => `${String(count)} roles`.padStart(19)).join("   "));
        const listed: Run[] = [];
        for (const file of files) listed.push(await run(list, [file], tellPeak));
        show("subjects as they stand", listed);
        for (const form of forms) {
            const runs: Run[] = [];
            for (const file of files)
                runs.push(
                    await run(
                        command,
                        ["access", "--roles", file, ...(form === "text" ? [] : [form])],
                        tellPeak,
                    ),
                );
            show(`access ${form}`, runs);
            const [small, large] = runs;
            if (small === undefined || large === undefined) continue;
            isMissed ||=
                large.milliseconds > growthLimit * small.milliseconds || large.megabytes > memoryLimit;
        }
        console.log(
            `Limits: ${String(growthLimit)} times the time for ten times the roles, ${String(memoryLimit)} MB: ${isMissed ? "missed" : "kept"}`,
        );
        process.exitCode = isMissed ? 1 : 0;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

void main();
