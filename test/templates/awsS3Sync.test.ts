import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CiJob, includeComponent } from "./component";
import { jobShells } from "./jobShells";
import { type JobWorld, startJobWorld } from "./jobWorld";
import { runJob } from "./runJob";
import { orSkip } from "../tools/orSkip";

describe("the component aws-s3-sync", function () {
    this.timeout(120_000);
    let world: JobWorld;

    before(async function () {
        this.timeout(300_000);
        world = orSkip(this, await startJobWorld());
    });

    after(async () => {
        await world?.stop();
    });

    function job(inputs: Record<string, string | boolean>): CiJob {
        const given = { "role-arn": world.writerArn, ...inputs };
        const made = includeComponent("aws-s3-sync", given)["aws-s3-sync"];
        assert.ok(made !== undefined);
        return made;
    }

    async function objects(prefix: string): Promise<string[]> {
        const listed = await world.asRoot("s3", "ls", "--recursive", `s3://${world.bucket}/${prefix}`);
        return listed
            .trim()
            .split("\n")
            .map((line) => line.split(prefix)[1] ?? line);
    }

    it("copies names with spaces and letters of every script, deletes on demand, and brings them back", async () => {
        const environment = world.environment();
        const source = join(environment.cwd, "my site");
        mkdirSync(join(source, "größe"), { recursive: true });
        writeFileSync(join(source, "größe", "a b.txt"), "one");
        writeFileSync(join(source, "$(echo two).txt"), "two");
        for (const [index, shell] of jobShells().entries()) {
            const prefix = `to ${String(index)}/`;
            await world.asRoot(
                "s3",
                "cp",
                join(environment.cwd, "site/index.html"),
                `s3://${world.bucket}/${prefix}old`,
            );
            const up = { source: "my site", destination: `s3://${world.bucket}/${prefix}` };
            const { code, log } = await runJob(job({ ...up, delete: true }), shell, environment);
            assert.equal(code, 0, log);
            assert.deepEqual((await objects(prefix)).sort(), ["$(echo two).txt", "größe/a b.txt"]);
        }
        const [shell] = jobShells();
        assert.ok(shell);
        const down = job({ source: `s3://${world.bucket}/to 0/`, destination: "back" });
        const { code, log } = await runJob(
            { ...down, script: [...(down.script ?? []), "cat back/*/*"] },
            shell,
            environment,
        );
        assert.equal(code, 0, log);
        assert.match(log, /one$/);
    });

    it("fails where the folder is missing, and where the role may not write", async () => {
        const [shell] = jobShells();
        assert.ok(shell);
        const to = { destination: `s3://${world.bucket}/denied/` };
        const missing = await runJob(job({ source: "nowhere", ...to }), shell, world.environment());
        assert.equal(missing.code, 1);
        assert.match(missing.log, /There is no folder nowhere: did an earlier job make it/);
        const reader = { "role-arn": world.readerArn, source: "site", ...to };
        const denied = await runJob(job(reader), shell, world.environment());
        assert.ok(denied.code > 0);
        assert.match(denied.log, /AccessDenied/);
    });
});
