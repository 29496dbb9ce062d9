import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { startAwsProxy } from "../test/engine/awsProxy";
import { engineProject, stateWrittenOnce } from "../test/engine/engineProject";
import { missingEngine } from "../test/engine/findEngine";
import { ministackAccountId, startMinistack } from "../test/judge/ministack";
import { measure, type Cost } from "./processTree";

// How far one stack carries: a stack of SIZE roles under the real engine and an emulator of AWS, from nothing to deployed.
// node -r ./components/loadSource.js bench/fleet.ts [SIZE,SIZE]

const sizes = (process.argv[2] ?? "300,1000,3000").split(",").map(Number);

/** From how many roles on the state is written once, at the end: after each step, most of the time would be that. */
const writtenOnce = 1000;

/** The longest that one command may take, in seconds: what a pipeline's job usually has. */
const limit = 3600;

/** Roles as a fleet has them: one project and branch, one managed policy; a file of roles is one team's. */
function writeFleet(folder: string, count: number): void {
    const teams = new Map<number, Record<string, unknown>>();
    for (let index = 0; index < count; index++) {
        const team = index % 40;
        teams.set(team, {
            ...teams.get(team),
            [`role-${String(index)}`]: {
                subjects: [
                    {
                        project: `acme/team-${String(team)}/project-${String(index)}`,
                        projectId: String(51_000_000 + index),
                        branches: ["main"],
                        protectedRefsOnly: true,
                    },
                ],
                managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"],
            },
        });
    }
    for (const [team, roles] of teams)
        writeFileSync(join(folder, `roles.team-${String(team)}.yaml`), stringify(roles));
}

/** What one size cost. */
interface Measured {
    size: number;
    preview: Cost;
    up: Cost;
    again: Cost;
    /** Entries of the state, and the characters of its export. */
    resources: number;
    characters: number;
}

async function measureSize(size: number): Promise<Measured> {
    const aws = await startMinistack();
    if ("missing" in aws) throw new Error(aws.missing);
    // The emulator loses an answer now and then on connections that carried thousands of calls.
    const proxy = await startAwsProxy(aws.url);
    const project = engineProject(proxy.url);
    try {
        writeFleet(project.folder, size);
        const stack = await project.stack("fleet", {
            "aws:region": "us-east-1",
            "gitlab-aws-oidc:accountId": ministackAccountId,
            "gitlab-aws-oidc:rolesFiles": ["roles.*.yaml"],
        });
        const run = async (...args: string[]): Promise<Cost> => {
            const cost = await measure("pulumi", [...args, "--stack", "fleet", "--non-interactive"], {
                cwd: project.folder,
                env: { ...process.env, ...project.environment, ...(size >= writtenOnce && stateWrittenOnce) },
                counts: (line) => /\bnode\b/.test(line),
                limit,
            });
            if (cost.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${cost.output.slice(-2000)}`);
            return cost;
        };
        const preview = await run("preview", "--policy-pack", project.policyPack);
        const up = await run("up", "--yes", "--skip-preview");
        const again = await run("up", "--yes", "--skip-preview");
        const state = await stack.exported();
        return {
            size,
            preview,
            up,
            again,
            resources: state.deployment.resources?.length ?? 0,
            characters: JSON.stringify(state).length,
        };
    } finally {
        await proxy.stop();
        await aws.stop();
        project.remove();
    }
}

async function main(): Promise<void> {
    const missing = missingEngine();
    if (missing !== undefined) throw new Error(missing);
    console.log(
        "| roles | resources | state | preview with the pack | first update | unchanged update | memory |",
    );
    console.log(
        "| ----: | --------: | ----: | --------------------: | -----------: | ---------------: | -----: |",
    );
    for (const size of sizes) {
        const { preview, up, again, resources, characters } = await measureSize(size);
        const seconds = (cost: Cost) => `${cost.seconds.toFixed(0)} s (${cost.processor.toFixed(0)} s)`;
        const memory = Math.max(preview.tree, up.tree, again.tree).toFixed(0);
        const cells = [
            String(size),
            String(resources),
            `${(characters / 1e6).toFixed(1)} MB`,
            seconds(preview),
            seconds(up),
            seconds(again),
            `${memory} MB`,
        ];
        console.log(`| ${cells.join(" | ")} |`);
    }
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
