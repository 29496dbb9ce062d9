import assert from "node:assert/strict";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { startAwsProxy, type AwsProxy, type Fate } from "../awsProxy";
import { engineProject, type EngineProject } from "../engineProject";
import { describeWithEngine } from "../findEngine";
import { federationConfig, webRole } from "../sample";
import { orSkip } from "../../tools/orSkip";

const failures: Fate[] = [
    { status: 400, code: "Throttling", message: "Rate exceeded" },
    { status: 500, code: "ServiceFailure", message: "Internal failure" },
    { status: 503, code: "ServiceUnavailable", message: "Service is unavailable" },
];

describeWithEngine("AWS on a bad day", () => {
    let aws: Ministack | undefined;
    let proxy: AwsProxy | undefined;
    let project: EngineProject | undefined;

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

    it("throttles or fails every third call: deployed all the same, each thing once", async () => {
        assert.ok(proxy && project);
        let failed = 0;
        proxy.decide = ({ number }) =>
            number % 3 === 0 ? (failures[failed++ % failures.length] ?? "forward") : "forward";
        const roles = { app: webRole, web: webRole };
        const stack = await project.stack(
            "third",
            federationConfig({ gitlabUrl: "https://third.example.com" }, roles),
        );
        await stack.mustRun("up");
        assert.ok(failed >= 5, String(failed));
        const { resources = [] } = (await stack.exported()).deployment;
        assert.equal(resources.filter(({ type }) => type === "aws:iam/role:Role").length, 2);
        await stack.mustRun("preview", "--refresh", "--expect-no-changes");
        proxy.decide = () => "forward";
        await stack.mustRun("destroy");
    });

    it("two updates at once: the second is refused in one sentence, the first is not disturbed", async () => {
        assert.ok(proxy && project);
        let release = (): void => undefined;
        const held = new Promise<Fate>((resolve) => {
            release = () => {
                resolve("forward");
            };
        });
        let reached = (): void => undefined;
        const reachedAws = new Promise<void>((resolve) => (reached = resolve));
        proxy.decide = ({ action }) => {
            if (action !== "CreateOpenIDConnectProvider") return "forward";
            reached();
            return held;
        };
        const stack = await project.stack(
            "twice",
            federationConfig({ gitlabUrl: "https://twice.example.com" }),
        );
        const first = stack.start("up").outcome;
        await reachedAws;
        const second = await stack.run("up");
        release();
        assert.notEqual(second.code, 0);
        assert.match(second.output, /locked/);
        assert.deepEqual(second.steps, []);
        const { code, output } = await first;
        assert.equal(code, 0, output);
        await stack.mustRun("preview", "--expect-no-changes");
        await stack.mustRun("destroy");
    });
});
