import assert from "node:assert/strict";
import { callIam } from "../../judge/awsQuery";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { startAwsProxy, type AwsProxy } from "../awsProxy";
import { engineProject, type EngineProject } from "../engineProject";
import { describeWithEngine } from "../findEngine";
import { federationConfig } from "../sample";

const gitlabUrl = "https://gitlab.example.com";

describeWithEngine("the provider of an account", () => {
    let aws: Ministack | undefined;
    let proxy: AwsProxy | undefined;
    let project: EngineProject | undefined;

    before(async function () {
        aws = await startMinistack();
        if (aws === undefined) return this.skip();
        proxy = await startAwsProxy(aws.url);
        project = engineProject(proxy.url);
    });

    after(async () => {
        await proxy?.stop();
        await aws?.stop();
        project?.remove();
    });

    it("stays when useExistingProvider is switched on, and when it is switched off again", async () => {
        assert.ok(aws && proxy && project);
        const stack = await project.stack("hand", federationConfig({ gitlabUrl }));
        await stack.mustRun("up");
        for (const useExistingProvider of [true, false]) {
            stack.configure(federationConfig({ gitlabUrl, useExistingProvider }));
            const said = await stack.mustRun("preview");
            assert.deepEqual(
                said.steps.filter(({ op, type }) => type.startsWith("aws:") && op.startsWith("delete")),
                [],
                said.output,
            );
            const { finished } = await stack.mustRun("up");
            assert.deepEqual(
                finished.filter(({ type }) => type === "aws:iam/role:Role"),
                [],
            );
            await stack.mustRun("preview", "--expect-no-changes");
        }
        assert.deepEqual(
            proxy.actions.filter((action) => /^(Delete|Create)OpenIDConnectProvider$/.test(action)),
            ["CreateOpenIDConnectProvider"],
        );
        const there = await callIam(aws.url, "GetOpenIDConnectProvider", {
            OpenIDConnectProviderArn: "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com",
        });
        assert.equal(there.status, 200, there.body);
    });
});
