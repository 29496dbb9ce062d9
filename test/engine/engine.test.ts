import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import { missingEngine } from "./findEngine";

const root = join(__dirname, "../..");
const sample = (
    parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> }
).config;
const roleCount = Object.keys(sample["gitlab-aws-oidc:roles"] as object).length;

/** The policy events of a preview: which policy, and whether it would stop an update. */
async function preview(stack: Stack, policyPacks: string[] = [], policyPackConfigs: string[] = []) {
    const violations: { policy: string; level: string; message: string }[] = [];
    const planned: string[] = [];
    const onEvent = ({ policyEvent, resourcePreEvent }: EngineEvent) => {
        if (policyEvent) {
            const { policyName: policy, enforcementLevel: level, message } = policyEvent;
            violations.push({ policy, level, message });
        }
        if (resourcePreEvent?.metadata.op === "create") planned.push(resourcePreEvent.metadata.type);
    };
    let output = "";
    const failed = await stack
        .preview({
            policyPacks,
            policyPackConfigs,
            onEvent,
            onOutput: (text) => (output += text),
            color: "never",
        })
        .then(() => false)
        .catch((error: unknown) => {
            output += error instanceof Error ? error.message : String(error);
            return true;
        });
    return { violations, planned, output, failed };
}

describe("the real engine", function () {
    this.timeout(300_000);
    const missing = missingEngine();
    if (missing !== undefined) {
        it(`previews, deploys and destroys — not run here: ${missing}`);
        return;
    }
    let aws: Ministack | undefined;
    let project: EngineProject;
    let federation: Stack;

    before(async function () {
        aws = await startMinistack();
        if (aws === undefined) return this.skip();
        project = engineProject(aws.url);
        federation = await project.stack("dev", sample);
    });

    after(async () => {
        await aws?.stop();
        project.remove();
    });

    it("previews a fresh stack with the pack: every trust policy is known and judged", async () => {
        const judged = await preview(federation, [project.policyPack]);
        assert.equal(
            judged.planned.filter((type) => type === "aws:iam/role:Role").length,
            roleCount,
            judged.output,
        );
        assert.doesNotMatch(judged.output, /can't run policy|unknown/i);
        const mandatory = judged.violations.filter(({ level }) => level === "mandatory");
        assert.deepEqual(
            mandatory.map(({ policy }) => policy),
            ["trust-subject-projects"],
        );
        assert.equal(judged.failed, true);
    });

    it("passes with the config that allows the subject that is broad on purpose, and says so", async () => {
        const { violations, failed, output } = await preview(
            federation,
            [project.policyPack],
            [join(root, "policy-config.json")],
        );
        assert.equal(failed, false, output);
        const allowed = violations.filter(({ policy }) => policy === "trust-subject-projects");
        assert.deepEqual(
            allowed.map(({ level }) => level),
            ["advisory"],
        );
        assert.match(allowed[0]?.message ?? "", /ALLOWED BY THE CONFIG/);
    });

    it("stops a bad config at preview, with every mistake and no stack trace", async () => {
        const bad = await project.stack("bad", {
            ...sample,
            "gitlab-aws-oidc:gitlabUrl": "https://gitlab.com/",
            "gitlab-aws-oidc:audiense": "x",
        });
        const { planned, output, failed } = await preview(bad);
        assert.equal(failed, true);
        assert.deepEqual(
            planned.filter((type) => type !== "pulumi:pulumi:Stack"),
            [],
        );
        assert.match(output, /2 mistakes/);
        assert.match(output, /Did you mean "audience"\?/);
        assert.doesNotMatch(output, /\n\s+at /);
    });

    it("deploys, and then finds nothing to change, also after a refresh", async () => {
        const { outputs } = await federation.up({ color: "never" });
        assert.equal(Object.keys(outputs["roleArns"]?.value as object).length, roleCount);
        const again = await federation.up({ color: "never", expectNoChanges: true });
        assert.deepEqual(Object.keys(again.summary.resourceChanges ?? {}), ["same"]);
        const refreshed = await federation.refresh({ color: "never", expectNoChanges: true });
        assert.equal(refreshed.summary.result, "succeeded");
    });

    it("keeps the role of a renamed key", async () => {
        const roles = sample["gitlab-aws-oidc:roles"] as Record<string, object>;
        const { "web-deploy": web, ...others } = roles;
        await project.stack("dev", {
            ...sample,
            "gitlab-aws-oidc:roles": { ...others, "site-deploy": { ...web, previousKeys: ["web-deploy"] } },
        });
        const { changeSummary } = await federation.preview({ color: "never" });
        assert.deepEqual(Object.keys(changeSummary), ["same"]);
        await project.stack("dev", sample);
    });

    it("makes the new provider before it deletes the old one when the URL changes", async () => {
        const plain = { subjects: [{ project: "acme/web", branches: ["main"] }] };
        const config = { "gitlab-aws-oidc:roles": { web: plain } };
        const moving = await project.stack("move", {
            ...config,
            "gitlab-aws-oidc:gitlabUrl": "https://old.example.com",
        });
        await moving.up({ color: "never" });
        await project.stack("move", { ...config, "gitlab-aws-oidc:gitlabUrl": "https://new.example.com" });
        const order: string[] = [];
        await moving.up({
            color: "never",
            onEvent: ({ resOutputsEvent }) => {
                const { op = "", type = "" } = resOutputsEvent?.metadata ?? {};
                if (op !== "same" && type.startsWith("aws:iam"))
                    order.push(`${op} ${type.split(":")[2] ?? ""}`);
            },
        });
        assert.deepEqual(order, [
            "create OpenIdConnectProvider",
            "update Role",
            "delete OpenIdConnectProvider",
        ]);
        await moving.destroy({ color: "never" });
    });

    it("feeds an application's stack, and destroys both", async () => {
        const app = await project.stack(
            "dev",
            {
                "shop-web:federationStack": "organization/gitlab-aws-oidc/dev",
                "shop-web:roleKey": "web-deploy",
            },
            "app-stack",
        );
        const { outputs } = await app.up({ color: "never" });
        assert.equal(
            outputs["roleArn"]?.value,
            "arn:aws:iam::123456789012:role/gitlab/gitlab-dev-web-deploy",
        );
        await app.destroy({ color: "never" });
        const { summary } = await federation.destroy({ color: "never" });
        assert.equal(summary.result, "succeeded");
    });
});
