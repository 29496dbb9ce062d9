import assert from "node:assert/strict";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { engineProject, type EngineProject } from "../engineProject";
import { describeWithEngine } from "../findEngine";
import { federationConfig } from "../sample";
import { orSkip } from "../../tools/orSkip";

const twoFederations = {
    "Pulumi.yaml": [
        "name: two-federations",
        "main: index.ts",
        "runtime:",
        "    name: nodejs",
        "    options:",
        "        typescript: false",
        '        nodeargs: "--require ts-node/register/transpile-only"',
    ].join("\n"),
    "index.ts": `
        import * as aws from "@pulumi/aws";
        import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";
        const here = (region: aws.Region) => ({ providers: [new aws.Provider(region, { region })] });
        const roles = { web: { subjects: [{ project: "acme/web", branches: ["main"] }] } };
        const saas = new GitLabFederation("saas", { roles, roleNamePrefix: "saas" }, here("eu-central-1"));
        const own = new GitLabFederation(
            "own",
            { gitlabUrl: "https://gitlab.example.com", roles, roleNamePrefix: "own" },
            here("us-west-2"),
        );
        export const roleArns = { saas: saas.roleArns, own: own.roleArns };
    `,
};

describeWithEngine("more than one of everything", () => {
    const accounts = ["123456789012", "210987654321"] as const;
    let dev: Ministack | undefined;
    let prod: Ministack | undefined;
    let project: EngineProject | undefined;

    before(async function () {
        dev = orSkip(this, await startMinistack(undefined, accounts[0]));
        prod = orSkip(this, await startMinistack(undefined, accounts[1]));
        project = engineProject(dev.url);
    });

    after(async () => {
        await dev?.stop();
        await prod?.stop();
        project?.remove();
    });

    it("two federations in one program, each with a provider of its own region", async () => {
        assert.ok(project);
        project.program("two", twoFederations);
        const stack = await project.stack("dev", {}, "two");
        await stack.mustRun("up");
        assert.deepEqual((await stack.outputs())["roleArns"], {
            saas: { web: `arn:aws:iam::${accounts[0]}:role/saas-web` },
            own: { web: `arn:aws:iam::${accounts[0]}:role/own-web` },
        });
        await stack.mustRun("preview", "--expect-no-changes");
        await stack.mustRun("destroy");
    });

    it("prod beside dev: each in its account, and neither ever in the other's", async () => {
        assert.ok(project && dev && prod);
        const endpoints = [dev.url, prod.url] as const;
        const config = (accountId: string) => federationConfig({ accountId });
        const stacks = [
            (await project.stack("dev", config(accounts[0]))).withEnvironment({
                AWS_ENDPOINT_URL: endpoints[0],
            }),
            (await project.stack("prod", config(accounts[1]))).withEnvironment({
                AWS_ENDPOINT_URL: endpoints[1],
            }),
        ] as const;
        for (const [index, stack] of stacks.entries()) {
            await stack.mustRun("up");
            assert.deepEqual((await stack.outputs())["roleArns"], {
                web: `arn:aws:iam::${accounts[index] ?? ""}:role/gitlab-${stack.name}-web`,
            });
        }
        const swapped = stacks[1].withEnvironment({ AWS_ENDPOINT_URL: endpoints[0] });
        const refused = await swapped.run("up");
        assert.notEqual(refused.code, 0);
        assert.match(refused.errors.join("\n"), /accountId/);
        assert.deepEqual(
            refused.finished.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
        for (const stack of stacks) {
            await stack.mustRun("preview", "--refresh", "--expect-no-changes");
            await stack.mustRun("destroy");
        }
    });
});
