import assert from "node:assert/strict";
import { callIam } from "../../judge/awsQuery";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { startAwsProxy, type AwsCall, type AwsProxy, type Fate } from "../awsProxy";
import { engineProject, type EngineProject } from "../engineProject";
import type { EngineStack } from "../engineStack";
import { describeWithEngine, isWholeMatrix } from "../findEngine";
import { federationConfig, webRole } from "../sample";
import { orSkip } from "../../tools/orSkip";

const roleType = "aws:iam/role:Role";
const providerType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const never = new Promise<Fate>(() => undefined);

/** A moment at which the command is killed: in the call that `is` knows, before it is done or after. */
interface Moment {
    title: string;
    is: (call: AwsCall) => boolean;
    /** Whether AWS has done what it was asked for by then. */
    isDone: boolean;
    /** The type of the resource that AWS has by then and the state does not, where `pulumi up` cannot make it again. */
    orphan?: string;
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
        orphan: providerType,
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
        orphan: roleType,
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
        aws = orSkip(this, await startMinistack());
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
            assert.ok(aws && proxy && project);
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

            // Roles are made side by side, so more than the one call may be under way.
            const pending = await pendingResources(stack);
            const orphans: string[][] = [];
            for (const { urn, type, inputs } of pending) {
                const id = await idInAws(aws.url, type, inputs);
                if (id !== undefined) orphans.push(importArguments(type, urn, id));
            }
            assert.ok(
                orphan === undefined || orphans.some(([type]) => type === orphan),
                JSON.stringify(pending),
            );

            const next = await stack.run("up");
            // Whatever the engine began and did not hear of is named in a warning, until somebody says what became of it.
            for (const { urn } of pending) assert.ok(next.warnings.join("\n").includes(urn), next.output);
            if (pending.length > 0) await stack.mustRun("refresh", "--clear-pending-creates");
            if (orphans.length === 0) assert.equal(next.code, 0, next.output);
            else {
                // AWS has what the state does not: said with its name, and taken over by its id.
                assert.notEqual(next.code, 0, next.output);
                assert.match(next.errors.join("\n"), /EntityAlreadyExists/);
                for (const found of orphans) await stack.mustRun("import", ...found);
                await stack.mustRun("up");
            }
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

interface PendingResource {
    urn: string;
    type: string;
    inputs: Record<string, unknown>;
}

/** What the state calls begun and not finished. */
async function pendingResources(stack: EngineStack): Promise<PendingResource[]> {
    const { deployment } = await stack.exported();
    return ((deployment.pending_operations ?? []) as { resource: PendingResource }[]).map(
        ({ resource }) => resource,
    );
}

/** The id of a role or provider that AWS has; undefined where it has none, or of what can be made a second time. */
async function idInAws(
    url: string,
    type: string,
    inputs: Record<string, unknown>,
): Promise<string | undefined> {
    if (type === roleType) {
        const name = String(inputs["name"]);
        return (await callIam(url, "GetRole", { RoleName: name })).status === 200 ? name : undefined;
    }
    if (type !== providerType) return undefined;
    const host = String(inputs["url"]).replace("https://", "");
    const arn = `arn:aws:iam::123456789012:oidc-provider/${host}`;
    const { status } = await callIam(url, "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn });
    return status === 200 ? arn : undefined;
}

/** What `pulumi import` needs to take over the resource of a URN: its name, its id, and its parent by the parent's URN. */
function importArguments(type: string, urn: string, id: string): string[] {
    const name = urn.slice(urn.indexOf(`${type}::`) + type.length + 2);
    const parent = `parent=${urn.replace(`$${type}::`, "::")}`;
    return [type, name, id, "--parent", parent, "--protect=false", "--generate-code=false"];
}
