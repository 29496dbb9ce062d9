import assert from "node:assert/strict";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import type { EngineStack } from "./engineStack";
import { describeWithEngine } from "./findEngine";
import { federationConfig, sampleConfig, samplePolicyConfig, sampleRoles } from "./sample";
import { orSkip } from "../tools/orSkip";

const roleType = "aws:iam/role:Role";

describeWithEngine("the real engine", () => {
    let aws: Ministack | undefined;
    let project: EngineProject;
    let federation: EngineStack;

    before(async function () {
        aws = orSkip(this, await startMinistack());
        project = engineProject(aws.url);
        federation = await project.stack("dev", sampleConfig);
    });

    after(async () => {
        await aws?.stop();
        project.remove();
    });

    it("previews a fresh stack with the pack: every trust policy is known and judged", async () => {
        const judged = await federation.run("preview", "--policy-pack", project.policyPack);
        assert.equal(
            judged.steps.filter(({ type }) => type === roleType).length,
            Object.keys(sampleRoles).length,
            judged.output,
        );
        assert.doesNotMatch(judged.output, /can't run policy|unknown/i);
        const mandatory = judged.violations.filter(({ level }) => level === "mandatory");
        assert.deepEqual(
            mandatory.map(({ policy }) => policy),
            ["trust-subject-projects"],
        );
        assert.notEqual(judged.code, 0);
    });

    it("passes with the config that allows the subject that is broad on purpose, and says so", async () => {
        const { violations, code, output } = await federation.run(
            "preview",
            "--policy-pack",
            project.policyPack,
            "--policy-pack-config",
            samplePolicyConfig,
        );
        assert.equal(code, 0, output);
        const allowed = violations.filter(({ policy }) => policy === "trust-subject-projects");
        assert.deepEqual(
            allowed.map(({ level }) => level),
            ["advisory"],
        );
        assert.match(allowed[0]?.message ?? "", /ALLOWED BY THE CONFIG/);
    });

    it("stops a bad config at preview, with every mistake and no stack trace", async () => {
        const bad = await project.stack("bad", {
            ...sampleConfig,
            "gitlab-aws-oidc:gitlabUrl": "https://gitlab.com/",
            "gitlab-aws-oidc:audiense": "x",
        });
        const { steps, output, code } = await bad.run("preview");
        assert.notEqual(code, 0);
        assert.deepEqual(
            steps.filter(({ type }) => type !== "pulumi:pulumi:Stack"),
            [],
        );
        assert.match(output, /\bgitlabUrl\b/);
        assert.match(output, /"audience"\?/);
        assert.doesNotMatch(output, /\n\s+at /);
    });

    it("deploys, and then finds nothing to change, also after a refresh", async () => {
        await federation.mustRun("up");
        const { roleArns } = await federation.outputs();
        assert.deepEqual(Object.keys(roleArns as object).sort(), Object.keys(sampleRoles).sort());
        const again = await federation.mustRun("up", "--expect-no-changes");
        assert.deepEqual(again.steps, []);
        const refreshed = await federation.mustRun("refresh", "--expect-no-changes");
        assert.deepEqual(
            refreshed.finished.filter(({ op }) => op !== "refresh"),
            [],
        );
    });

    it("makes the new provider before it deletes the old one when the URL changes", async () => {
        const moving = await project.stack(
            "move",
            federationConfig({ gitlabUrl: "https://old.example.com" }, plain),
        );
        await moving.mustRun("up");
        moving.configure(federationConfig({ gitlabUrl: "https://new.example.com" }, plain));
        const { finished } = await moving.mustRun("up");
        assert.deepEqual(
            finished.flatMap(({ op, type }) =>
                type.startsWith("aws:iam") ? [`${op} ${type.split(":")[2] ?? ""}`] : [],
            ),
            ["create OpenIdConnectProvider", "update Role", "delete OpenIdConnectProvider"],
        );
        await moving.mustRun("destroy");
    });

    it("feeds an application's stack, and destroys both", async () => {
        const app = await project.stack(
            "dev",
            {
                "shop-web:federationStack": "organization/gitlab-aws-oidc/dev",
                "shop-web:roleKey": "web-deploy",
            },
            "examples/app-stack",
        );
        await app.mustRun("up");
        const { roleArn } = await app.outputs();
        assert.equal(roleArn, "arn:aws:iam::123456789012:role/gitlab/gitlab-dev-web-deploy");
        await app.mustRun("destroy");
        await federation.mustRun("destroy");
        assert.deepEqual((await federation.exported()).deployment.resources ?? [], []);
    });
});

const plain = { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } };
