import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { buildCommand } from "../cli/buildCommand";
import { commandFile } from "../cli/runCommand";
import { type CiJob, includeComponent } from "./component";
import { type DeployWorld, reportOf, startDeployWorld, subjects } from "./deployWorld";
import { type JobShell, jobShells } from "./jobShells";
import { type JobResult, runJob } from "./runJob";

/** Every shell and backend where TEST_SCOPE is "all"; else one of each. */
const isAll = process.env["TEST_SCOPE"] === "all";

describe("the component pulumi-deploy", function () {
    this.timeout(240_000);
    let world: DeployWorld;
    const shells = isAll ? jobShells() : jobShells().slice(0, 1);
    const [shell] = shells;

    before(async function () {
        this.timeout(300_000);
        const started = await startDeployWorld();
        if (typeof started === "string") {
            console.log(`      ${started}`);
            return this.skip();
        }
        world = started;
        buildCommand();
    });

    after(async () => {
        await world?.stop();
    });

    type Inputs = Record<string, string | number | boolean | readonly string[]>;

    function job(name: "preview" | "up" | "drift", inputs: Inputs = {}, stack = "dev"): CiJob {
        const made = includeComponent("pulumi-deploy", {
            stacks: [stack],
            "preview-role-arn": world.roles.preview,
            "deploy-role-arn": world.roles.deploy,
            "backend-url": world.bucketState,
            "policy-packs": "policies",
            install: "true",
            command: `${process.execPath} ${commandFile}`,
            region: "us-east-1",
            ...inputs,
        })[`pulumi-${name}`];
        assert.ok(made !== undefined);
        return { ...made, variables: { ...made.variables, PULUMI_STACK: stack } };
    }

    async function run(
        made: CiJob,
        options: Parameters<DeployWorld["environment"]>[0] = {},
        by: JobShell | undefined = shell,
    ): Promise<JobResult> {
        assert.ok(by);
        return await runJob(made, by, world.environment(options));
    }

    describe("with the state in a bucket", () => {
        before(async () => {
            world.program({ web: subjects.good });
            await world.pulumi(world.bucketState, "stack", "init", "dev");
        });

        it("previews a merge request with the role that only reads", async () => {
            const { code, log, leftBehind } = await run(job("preview"), { ref: "feature/x" });
            assert.equal(code, 0, log);
            console.log(log, leftBehind, reportOf(world, "summary.md"), reportOf(world, "plan.json"));
            assert.deepEqual(await world.managedRoles(), []);
        });
        it("updates", async () => {
            const { code, log, leftBehind } = await run(job("up"));
            console.log(log, leftBehind, reportOf(world, "summary.md"), reportOf(world, "plan.json"));
            assert.equal(code, 0, log);
            await sleep(1);
            assert.deepEqual(await world.managedRoles(), ["web"]);
        });
    });
});
