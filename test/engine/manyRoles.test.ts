import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { startMinistack, type Ministack } from "../judge/ministack";
import { startAwsProxy, type AwsProxy } from "./awsProxy";
import { engineProject, stateWrittenOnce, type EngineProject } from "./engineProject";
import { describeWithEngine, isWholeMatrix } from "./findEngine";
import { orSkip } from "../tools/orSkip";

// At about 300 roles the engine's variable for the config is full: beyond that, roles are in files.
const perFile = 100;
const count = Number(process.env.MANY_ROLES ?? 3_000);

describeWithEngine(`${String(count)} roles in one stack`, function () {
    this.timeout(3_600_000);
    let aws: Ministack | undefined;
    let proxy: AwsProxy | undefined;
    let project: EngineProject | undefined;

    before(async function () {
        // They take some minutes. The whole matrix is: npm run test:all.
        if (!isWholeMatrix()) return this.skip();
        aws = orSkip(this, await startMinistack());
        proxy = await startAwsProxy(aws.url);
        project = engineProject(proxy.url);
        const folder = join(project.folder, "teams");
        mkdirSync(folder);
        for (let first = 0; first < count; first += perFile) {
            const roles = Array.from({ length: perFile }, (_, index) => {
                const number = String(first + index);
                const subjects = [
                    { project: `acme/group-${number}/app`, projectId: `1${number}`, branches: ["main"] },
                ];
                return [`role-${number}`, { subjects, description: `Deploys application ${number}.` }];
            });
            writeFileSync(
                join(folder, `team-${String(first)}.yaml`),
                stringify(Object.fromEntries(roles) as Record<string, unknown>),
            );
        }
    });

    after(async () => {
        await proxy?.stop();
        await aws?.stop();
        project?.remove();
    });

    it("are previewed with the pack, which finds nothing", async () => {
        assert.ok(project);
        const stack = await project.stack("many", { "gitlab-aws-oidc:rolesFiles": ["teams/*.yaml"] });
        const { steps, violations } = await stack.mustRun("preview", "--policy-pack", project.policyPack);
        assert.equal(
            steps.filter(({ op, type }) => op === "create" && type === "aws:iam/role:Role").length,
            count,
        );
        assert.deepEqual(violations, []);
    });

    it("are deployed, and nothing is left to change", async () => {
        assert.ok(project);
        const stack = (await project.stack("many")).withEnvironment(stateWrittenOnce);
        await stack.mustRun("up");
        assert.equal(Object.keys((await stack.outputs())["roleArns"] as object).length, count);
        await stack.mustRun("preview", "--expect-no-changes");
    });
});
