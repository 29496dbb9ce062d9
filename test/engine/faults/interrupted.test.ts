import assert from "node:assert/strict";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { startAwsProxy, type AwsCall, type AwsProxy, type Fate } from "../awsProxy";
import { engineProject, type EngineProject } from "../engineProject";
import type { EngineStack } from "../engineStack";
import { describeWithEngine, isWholeMatrix } from "../findEngine";
import { federationConfig, webRole } from "../sample";

const never = new Promise<Fate>(() => undefined);

/** A moment at which the command is killed: in the call that `is` knows, before it is done or after. */
interface Moment {
    title: string;
    is: (call: AwsCall) => boolean;
    /** Whether AWS has done what it was asked for by then. */
    isDone: boolean;
    /** The type of the resource that AWS has and the state does not, and its id. */
    orphan?: { type: string; id: (stack: string) => string };
    /** Whether every submission tries it. */
    always?: true;
}

const creates = (action: string, name?: string) => (call: AwsCall) =>
    call.action === action &&
    (name === undefined || call.parameters.get("RoleName")?.endsWith(name) === true);

const moments: Moment[] = [
    { title: "while it asks for the account", is: creates("GetCallerIdentity"), isDone: false },
    {
        title: "after the provider was made, before the answer",
        is: creates("CreateOpenIDConnectProvider"),
        isDone: true,
        orphan: {
            type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
            id: (stack) => `arn:aws:iam::123456789012:oidc-provider/${stack}.example.com`,
        },
    },
    {
        title: "before the second role is made",
        is: creates("CreateRole", "-web"),
        isDone: false,
        always: true,
    },
    {
        title: "after a role was made, before the answer",
        is: creates("CreateRole", "-web"),
        isDone: true,
        orphan: { type: "aws:iam/role:Role", id: (stack) => `gitlab-${stack}-web` },
        always: true,
    },
    {
        title: "after a policy was attached, before the answer",
        is: creates("AttachRolePolicy", "-web"),
        isDone: true,
    },
];

describeWithEngine("an update whose command is killed", () => {
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

    moments.forEach(({ title, is, isDone, orphan, always }, index) => {
        if (always !== true && !isWholeMatrix()) return;
        it(`${title}: the next one finishes it`, async () => {
            assert.ok(proxy && project);
            const name = `killed${String(index)}`;
            const gitlabUrl = `https://${name}.example.com`;
            const roles = { app: { subjects: [{ project: "acme/app", branches: ["main"] }] }, web: webRole };
            const stack = await project.stack(name, federationConfig({ gitlabUrl }, roles));
            await killAt(proxy, stack, is, isDone);

            const locked = await stack.run("up");
            assert.notEqual(locked.code, 0);
            assert.match(locked.output, /locked/);
            assert.match(locked.output, /pulumi cancel/);
            assert.equal((await stack.command("cancel", "--yes", "--stack", name)).code, 0);

            let next = await stack.run("up");
            if (orphan) {
                // AWS has what the state does not: said with its name, and taken over by its id.
                assert.notEqual(next.code, 0, next.output);
                assert.match(next.output, /EntityAlreadyExists/);
                const urn = await pendingUrn(stack, orphan.type);
                await stack.mustRun(
                    "refresh",
                    "--import-pending-creates",
                    urn,
                    "--import-pending-creates",
                    orphan.id(name),
                );
                next = await stack.run("up");
            }
            assert.equal(next.code, 0, next.output);
            const { deployment } = await stack.exported();
            assert.deepEqual(deployment.pending_operations ?? [], []);
            const resources = deployment.resources ?? [];
            assert.equal(new Set(resources.map(({ urn }) => urn)).size, resources.length);
            for (const role of ["app", "web"]) {
                const id = `gitlab-${name}-${role}`;
                assert.equal(resources.filter((resource) => resource.id === id).length, 1, id);
            }
            const last = await stack.mustRun("preview", "--refresh", "--expect-no-changes");
            assert.deepEqual(last.warnings, []);
            await stack.mustRun("destroy");
        });
    });
});

/** Starts `up` and kills the command, and nothing else, in the call that `is` knows. */
async function killAt(
    proxy: AwsProxy,
    stack: EngineStack,
    is: (call: AwsCall) => boolean,
    isDone: boolean,
): Promise<void> {
    let kill = (): void => undefined;
    proxy.decide = (call) => {
        if (!is(call)) return "forward";
        // Given time to reach AWS, where it shall.
        setTimeout(kill, isDone ? 500 : 50);
        return isDone ? "lose" : never;
    };
    const { child, outcome } = stack.start("up");
    kill = () => child.kill("SIGKILL");
    const { code } = await outcome;
    proxy.decide = () => "forward";
    assert.equal(code, null);
}

/** The URN of the one resource of this type whose creation the state calls pending. */
async function pendingUrn(stack: EngineStack, type: string): Promise<string> {
    const { deployment } = await stack.exported();
    const pending = (deployment.pending_operations ?? []) as { resource: { urn: string; type: string } }[];
    const urns = pending.filter(({ resource }) => resource.type === type).map(({ resource }) => resource.urn);
    assert.equal(urns.length, 1, JSON.stringify(pending));
    return urns[0] ?? "";
}
