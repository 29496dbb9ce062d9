import assert from "node:assert/strict";
import { callIam } from "../../judge/awsQuery";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { startAwsProxy, type AwsProxy } from "../awsProxy";
import { engineProject, type EngineProject } from "../engineProject";
import type { EngineStack, Step } from "../engineStack";
import { describeWithEngine } from "../findEngine";
import { federationConfig } from "../sample";
import { orSkip } from "../../tools/orSkip";

const gitlabUrl = "https://gitlab.example.com";
const accountId = "123456789012";

describeWithEngine("the provider of an account", () => {
    let aws: Ministack | undefined;
    let proxy: AwsProxy | undefined;
    let project: EngineProject | undefined;
    let stack: EngineStack;

    before(async function () {
        aws = orSkip(this, await startMinistack());
        proxy = await startAwsProxy(aws.url);
        project = engineProject(proxy.url);
    });

    after(async () => {
        await proxy?.stop();
        await aws?.stop();
        project?.remove();
    });

    const providerActions = () =>
        proxy?.actions.filter((action) => /^(Delete|Create)OpenIDConnectProvider$/.test(action));
    const ofRoles = ({ type }: Step) => type === "aws:iam/role:Role";

    it("stays when useExistingProvider is switched on, and no role changes", async () => {
        assert.ok(project);
        stack = await project.stack("hand", federationConfig({ gitlabUrl, accountId }));
        await stack.mustRun("up");
        stack.configure(federationConfig({ gitlabUrl, accountId, useExistingProvider: true }));
        const preview = await stack.mustRun("preview");
        assert.deepEqual(
            preview.steps.filter(({ op, type }) => type.startsWith("aws:") && op.startsWith("delete")),
            [],
            preview.output,
        );
        const { finished } = await stack.mustRun("up");
        assert.deepEqual(finished.filter(ofRoles), []);
        await stack.mustRun("preview", "--expect-no-changes");
        assert.deepEqual(providerActions(), ["CreateOpenIDConnectProvider"]);
    });

    it("stays when it is only switched off: the update is refused, and what was deployed stays", async () => {
        stack.configure(federationConfig({ gitlabUrl, accountId }));
        const { code, errors, finished } = await stack.run("up");
        assert.notEqual(code, 0);
        assert.match(errors.join("\n"), /EntityAlreadyExists/);
        assert.deepEqual(finished.filter(ofRoles), []);
        assert.deepEqual(
            providerActions()?.filter((action) => action.startsWith("Delete")),
            [],
        );
    });

    it("stays when it is switched off and the provider taken over, and no role changes", async () => {
        assert.ok(aws && proxy);
        const before = proxy.actions.length;
        stack.configure(federationConfig({ gitlabUrl, accountId, adoptProvider: true }));
        const { finished } = await stack.mustRun("up");
        assert.deepEqual(finished.filter(ofRoles), []);
        stack.configure(federationConfig({ gitlabUrl, accountId }));
        await stack.mustRun("preview", "--expect-no-changes");
        assert.deepEqual(
            proxy.actions.slice(before).filter((action) => /^(Delete|Create)/.test(action)),
            [],
        );
        const there = await callIam(aws.url, "GetOpenIDConnectProvider", {
            OpenIDConnectProviderArn: `arn:aws:iam::${accountId}:oidc-provider/gitlab.example.com`,
        });
        assert.equal(there.status, 200, there.body);
    });
});
