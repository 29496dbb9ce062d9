import assert from "node:assert/strict";
import { callIam } from "../../judge/awsQuery";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { engineProject, type EngineProject } from "../engineProject";
import type { EngineStack, Outcome } from "../engineStack";
import { describeWithEngine } from "../findEngine";
import { federationConfig, webRole } from "../sample";
import { orSkip } from "../../tools/orSkip";

const roleType = "aws:iam/role:Role";
const { subjects } = webRole;

/** Lets in every project of the instance. */
const opened = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } },
        },
    ],
});

describeWithEngine("what somebody changed by hand", () => {
    let aws: Ministack | undefined;
    let project: EngineProject | undefined;
    let stack: EngineStack;

    before(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
        stack = await project.stack("drift", federationConfig({}, { web: webRole, gone: { subjects } }));
        await stack.mustRun("up");
        const deleted = await callIam(aws.url, "DeleteRole", { RoleName: "gitlab-drift-gone" });
        assert.equal(deleted.status, 200, deleted.body);
        const changed = await callIam(aws.url, "UpdateAssumeRolePolicy", {
            RoleName: "gitlab-drift-web",
            PolicyDocument: opened,
        });
        assert.equal(changed.status, 200, changed.body);
    });

    after(async () => {
        await aws?.stop();
        project?.remove();
    });

    const repairs = ({ steps }: Outcome) =>
        steps
            .filter(({ type, op }) => type === roleType && op !== "refresh")
            .map(({ op, name }) => `${op} ${name}`)
            .sort();

    it("is seen by a preview that refreshes, and by none that does not", async () => {
        assert.deepEqual(repairs(await stack.mustRun("preview")), []);
        assert.deepEqual(repairs(await stack.mustRun("preview", "--refresh")), [
            "create gitlab:gone",
            "update gitlab:web",
        ]);
    });

    it("is judged by the pack once the state knows it", async () => {
        assert.ok(project);
        const analyze = ["policy", "analyze", "--stack", "drift", "--policy-pack", project.policyPack];
        const before = await stack.command(...analyze);
        assert.equal(before.code, 0, before.stdout + before.stderr);
        const { steps, output } = await stack.mustRun("refresh");
        assert.match(output, /gitlab:gone/);
        assert.ok(steps.length > 0);
        const after = await stack.command(...analyze);
        assert.notEqual(after.code, 0);
        assert.match(after.stdout + after.stderr, /trust-subject-required/);
        assert.match(after.stdout + after.stderr, /FAILS OPEN/);
    });

    it("is put right by the next update, and the pack is content again", async () => {
        assert.ok(project);
        assert.deepEqual(repairs(await stack.mustRun("preview")), [
            "create gitlab:gone",
            "update gitlab:web",
        ]);
        await stack.mustRun("up", "--policy-pack", project.policyPack);
        await stack.mustRun("preview", "--refresh", "--expect-no-changes");
    });

    it("stops a destroy where a policy was attached to a role, until it is detached", async () => {
        assert.ok(aws);
        // A role whose state has no policy: of one that has some, the plugin detaches all that are there.
        const policy = {
            RoleName: "gitlab-drift-gone",
            PolicyArn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
        };
        assert.equal((await callIam(aws.url, "AttachRolePolicy", policy)).status, 200);
        const stopped = await stack.run("destroy");
        assert.notEqual(stopped.code, 0);
        assert.match(stopped.errors.join("\n"), /DeleteConflict/);
        assert.equal((await callIam(aws.url, "DetachRolePolicy", policy)).status, 200);
        await stack.mustRun("destroy");
        assert.deepEqual((await stack.exported()).deployment.resources ?? [], []);
    });
});
