import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unsignedToken } from "../judge/awsQuery";
import { buildCommand } from "../cli/buildCommand";
import { commandFile } from "../cli/runCommand";
import { codeQualityMistakes, droppedByGitLab, noSarifMistakes, sarifMistakes } from "../tools/reportSchemas";
import { type CiJob, includeComponent } from "./component";
import { type DeployWorld, reportOf, startDeployWorld, subjects } from "./deployWorld";
import { startGitLabStub, stubNoteToken } from "./gitLabStub";
import { type PulumiCloudStub, startPulumiCloudStub } from "./pulumiCloudStub";
import { type JobShell, jobShells } from "./jobShells";
import { type JobResult, runJob } from "./runJob";
import { orSkip } from "../tools/orSkip";

/** Every shell, backend and mishap where TEST_SCOPE is "all"; else what shows that a deployment is safe. */
const isAll = process.env["TEST_SCOPE"] === "all";
interface CodeQualityEntry {
    check_name: string;
    description: string;
    location: object;
}

/** A test of the whole scope. */
const further = (title: string, run: () => Promise<void>): void => {
    if (isAll) it(title, run);
};

describe("the component pulumi-deploy", function () {
    // A machine with other work takes minutes for one update.
    this.timeout(600_000);
    let world: DeployWorld;
    const shells = isAll ? jobShells() : jobShells().slice(0, 1);
    const [shell] = shells;

    before(async function () {
        this.timeout(300_000);
        world = orSkip(this, await startDeployWorld());
        buildCommand();
    });

    after(async () => {
        await world?.stop();
    });

    type Inputs = Record<string, string | number | boolean | readonly string[]>;

    function job(name: "preview" | "up" | "drift", inputs: Inputs = {}, stack = "dev"): CiJob {
        const made = includeComponent("pulumi-deploy", {
            stacks: [stack],
            "preview-role-arn": world.roles.preview,
            "deploy-role-arn": world.roles.deploy,
            "backend-url": world.bucketState,
            "policy-packs": "policies",
            install: "true",
            command: `${process.execPath} ${commandFile}`,
            region: "us-east-1",
            ...inputs,
        })[`pulumi-${name}`];
        assert.ok(made !== undefined);
        return { ...made, variables: { ...made.variables, PULUMI_STACK: stack } };
    }

    async function run(
        made: CiJob,
        options: Parameters<DeployWorld["environment"]>[0] = {},
        by: JobShell | undefined = shell,
    ): Promise<JobResult> {
        assert.ok(by);
        return await runJob(made, by, world.environment(options));
    }

    /** Waits until AWS has been asked to create a role. */
    async function untilHolding(): Promise<void> {
        for (let waited = 0; !world.front.isHolding && waited < 2_000; waited++) await sleep(100);
        assert.ok(world.front.isHolding, "the update never came to the role");
    }

    describe("with the state in a bucket", () => {
        before(async () => {
            world.program({ "shop-web": subjects.good });
            await world.pulumi(world.bucketState, "stack", "init", "dev");
        });

        it("previews a merge request with the role that only reads, and writes GitLab's reports", async () => {
            for (const by of shells) {
                const { code, log, leftBehind } = await run(job("preview"), { ref: "feature/x" }, by);
                assert.equal(code, 0, log);
                assert.match(log, /assumed-role\/pipeline-preview/);
                assert.deepEqual(leftBehind, []);
            }
            assert.deepEqual(await world.managedRoles(), []);
            assert.deepEqual(JSON.parse(reportOf(world, "plan.json")), { create: 2, update: 0, delete: 0 });
            const summary = reportOf(world, "summary.md");
            assert.match(summary, /^## Stack `dev`: preview passed$/m);
            assert.match(
                summary,
                /^### Gains access$[^]*^\| shop-web \| project acme\/web \| branch main \|/m,
            );
            const entries = JSON.parse(reportOf(world, "code-quality.json")) as CodeQualityEntry[];
            assert.deepEqual(codeQualityMistakes(entries), []);
            const program = readFileSync(join(world.folder, "Pulumi.yaml"), "utf8").split("\n");
            const [{ check_name: rule, description, location } = {}] = entries;
            assert.equal(rule, "trust-project-identity");
            assert.deepEqual(location, {
                path: "Pulumi.yaml",
                lines: { begin: program.findIndex((line) => line.includes("shop-web:")) + 1 },
            });
            // The parts come from the policy pack, not from the engine's text.
            assert.match(description ?? "", /^Role "shop-web": [^]*\nGets in: [^]*\nAdd "StringEquals"/);
            const sarif = reportOf(world, "sarif.json");
            assert.deepEqual(sarifMistakes(JSON.parse(sarif)), noSarifMistakes);
            assert.deepEqual(droppedByGitLab(sarif), []);
            assert.match(
                reportOf(world, "junit.xml"),
                /<testcase classname="trust-audience" name="trust-audience"\/>/,
            );
        });

        it("stops a violation before anything changes, in the preview and in the update", async () => {
            world.program({ "shop-web": subjects.open });
            for (const name of isAll ? (["preview", "up"] as const) : (["up"] as const)) {
                const { code, log } = await run(job(name));
                assert.notEqual(code, 0, log);
                assert.match(log, /trust-subject-namespace/);
                assert.match(reportOf(world, "sarif.json"), /"level":"error"/);
            }
            assert.deepEqual(await world.managedRoles(), []);
            world.program({ "shop-web": subjects.good });
        });

        further(
            "fails where the policy pack is missing, the ref is not protected, or the backend is another one",
            async () => {
                const missing = await run(job("up", { "policy-packs": "node_modules/none" }));
                assert.equal(missing.code, 1);
                assert.match(missing.log, /no policy pack in "node_modules\/none"/);
                const open = await run(job("up"), { variables: { CI_COMMIT_REF_PROTECTED: "false" } });
                assert.equal(open.code, 1);
                assert.match(open.log, /main is not protected/);
                const other = await run(job("up", { backend: "folder" }));
                assert.equal(other.code, 1);
                assert.match(other.log, /backend: folder it begins with .*file:\/\/ \(folder\)/);
                assert.deepEqual(await world.managedRoles(), []);
            },
        );

        it("refuses a job without a token, and one whose token the role does not accept", async () => {
            const none = await run(job("up"), { variables: { GITLAB_OIDC_TOKEN: "" } });
            assert.equal(none.code, 1);
            assert.match(none.log, /GITLAB_OIDC_TOKEN is empty/);
            const branch = await run(job("up"), {
                ref: "feature/x",
                variables: { CI_COMMIT_REF_PROTECTED: "true" },
            });
            assert.notEqual(branch.code, 0);
            assert.match(branch.log, /could not assume .*pipeline-deploy\. AccessDenied: the trust policy/);
            assert.match(
                branch.log,
                /^ {2}sub: project_path:acme\/platform:ref_type:branch:ref:feature\/x$/m,
            );
            assert.match(branch.log, /access --claims/);
        });

        it("finishes an update whose job was killed while AWS created a role", async () => {
            world.front.hold = "Action=CreateRole";
            const killed = new AbortController();
            const running = runJob(
                job("up"),
                shell ?? { name: "sh", command: ["sh"] },
                world.environment(),
                killed.signal,
            );
            await untilHolding();
            killed.abort();
            delete world.front.hold;
            // AWS has the request by now, and creates the role; nobody is there to write that down.
            world.front.release();
            assert.notEqual((await running).code, 0);
            for (let waited = 0; (await world.managedRoles()).length === 0 && waited < 50; waited++)
                await sleep(100);
            assert.deepEqual(await world.managedRoles(), ["shop-web"]);
            const { code, log } = await run(job("up"), { variables: { CI_JOB_ID: "4001" } });
            assert.equal(code, 0, log);
            assert.match(log, /The lock was left by .* by job 4000/);
            assert.match(log, /interrupted while creating; the refresh looks for shop-web in AWS/);
            const again = await run(job("up"));
            assert.equal(again.code, 0, again.log);
            assert.match(again.log, /2 unchanged/);
            assert.doesNotMatch(again.log, /interrupted/);
        });

        further("leaves the lock of somebody else, and says who has it", async () => {
            await world.lock("dev");
            const { code, log } = await run(job("up"));
            assert.equal(code, 1);
            assert.match(log, /created by somebody@laptop/);
            assert.match(log, /Somebody else updates dev/);
            await world.pulumi(world.bucketState, "cancel", "--yes", "--stack", "dev");
        });

        further("finds drift, and passes where there is none", async () => {
            const none = await run(job("drift"));
            assert.equal(none.code, 0, none.log);
            await world.iam("UpdateRole", {
                RoleName: "shop-web",
                MaxSessionDuration: "7200",
                Description: "by hand",
            });
            const { code, log } = await run(job("drift"));
            assert.notEqual(code, 0, log);
            assert.match(log, /differ, or could not be compared/);
            assert.match(reportOf(world, "summary.md"), /\| update \| `aws:iam\/role:Role` \| `shop-web` \|/);
        });
    });

    // In a block of its own, so that it runs after the one above.
    describe("with the state in a folder", () => {
        further("creates the stack where it is asked to", async () => {
            world.program({ "shop-api": subjects.good });
            const inputs = { backend: "folder", "backend-url": world.folderState };
            const missing = await run(job("up", inputs));
            assert.notEqual(missing.code, 0);
            assert.match(missing.log, /no stack named 'dev' found/);
            const { code, log } = await run(job("up", { ...inputs, "secrets-provider": "passphrase" }));
            assert.equal(code, 0, log);
            assert.ok((await world.managedRoles()).includes("shop-api"));
        });
    });

    describe("with Pulumi Cloud", () => {
        let cloud: PulumiCloudStub;
        before(async () => {
            cloud = await startPulumiCloudStub();
        });
        after(async () => {
            await cloud.stop();
        });

        const preview = (inputs: Inputs = {}, more: Record<string, string> = {}) =>
            run(
                job(
                    "preview",
                    {
                        backend: "pulumi-cloud",
                        "backend-url": cloud.url,
                        "pulumi-organization": "acme",
                        ...inputs,
                    },
                    "acme/shop/dev",
                ),
                {
                    variables: {
                        SSL_CERT_FILE: cloud.authority,
                        PULUMI_ACCESS_TOKEN: "pul-stored",
                        PULUMI_OIDC_TOKEN: unsignedToken({
                            iss: "https://gitlab.com",
                            aud: "urn:pulumi:org:acme",
                        }),
                        CI_JOB_TIMEOUT: "5400",
                        ...more,
                    },
                },
            );

        it("logs in with the job's ID token for its organization, in place of a stored token", async () => {
            const made = job("preview", { backend: "pulumi-cloud", "pulumi-organization": "acme" });
            assert.equal(made.id_tokens?.["PULUMI_OIDC_TOKEN"]?.aud, "urn:pulumi:org:acme");
            assert.equal(job("preview").id_tokens?.["PULUMI_OIDC_TOKEN"], undefined);
            const { code, log, leftBehind } = await preview();
            assert.notEqual(code, 0);
            assert.match(log, /no stack named 'acme\/shop\/dev' found/);
            const [exchanged] = cloud.exchanged;
            assert.equal(exchanged?.get("audience"), "urn:pulumi:org:acme");
            assert.equal(exchanged.get("expiration"), "5400");
            assert.ok(
                cloud.asked.some((asked) => asked === "GET /api/stacks/acme/shop/dev token pul-of-the-job"),
            );
            assert.ok(!cloud.asked.some((asked) => asked.includes("pul-stored")));
            assert.doesNotMatch(log, /pul-of-the-job|pul-stored/);
            assert.deepEqual(leftBehind, []);
        });

        it("says what to do where the token or the organization is missing, or the token is refused", async () => {
            const token = await preview({}, { PULUMI_OIDC_TOKEN: "" });
            assert.match(token.log, /PULUMI_OIDC_TOKEN is empty/);
            const organization = await preview({ "pulumi-organization": "" });
            assert.match(organization.log, /Set the input pulumi-organization/);
            cloud.accepts = false;
            const refused = await preview();
            assert.match(
                refused.log,
                /did not accept this job's ID token: register https:\/\/gitlab\.com as an OIDC issuer/,
            );
            assert.deepEqual([token.code, organization.code, refused.code], [1, 1, 1]);
        });
    });

    // Blocks run in their order, behind every test that is in none: what these leave in the account would be in the way.
    describe("after the others", () => {
        further(
            "writes a note for a merge request, and keeps the preview's result where it cannot",
            async () => {
                const gitLab = await startGitLabStub();
                world.program({ "shop-note": subjects.good });
                const inputs = { backend: "folder", "backend-url": world.folderState };
                await world.pulumi(world.folderState, "stack", "init", "note");
                const variables = { CI_MERGE_REQUEST_IID: "7", CI_API_V4_URL: gitLab.api };
                const created = await run(job("preview", inputs, "note"), {
                    variables: { ...variables, GITLAB_NOTE_TOKEN: stubNoteToken },
                });
                await gitLab.stop();
                assert.equal(created.code, 0, created.log);
                assert.match(
                    gitLab.notes[0]?.body ?? "",
                    /gitlab-aws-oidc:pulumi-deploy\/note -->\n## Stack `note`: preview passed/,
                );
                assert.match(gitLab.notes[0]?.body ?? "", /### Gains access/);
                const unreachable = await run(job("preview", inputs, "note"), {
                    variables: { ...variables, GITLAB_NOTE_TOKEN: stubNoteToken },
                });
                assert.equal(unreachable.code, 0, unreachable.log);
                assert.match(unreachable.log, /No merge request note: GitLab's API .* cannot be reached/);
            },
        );

        further("renews the credentials in an update that outlives them", async () => {
            world.program({ "shop-slow": subjects.good });
            world.front.lifetime = 60;
            world.front.hold = "Action=CreateRole";
            const inputs = {
                backend: "folder",
                "backend-url": world.folderState,
                "secrets-provider": "passphrase",
            };
            const running = run(job("up", inputs, "slow"));
            await untilHolding();
            const before = world.front.assumed;
            // The provider still waits for its first request when its credentials expire.
            await sleep(60_000);
            delete world.front.hold;
            world.front.release();
            const { code, log } = await running;
            delete world.front.lifetime;
            assert.equal(code, 0, log);
            assert.ok(world.front.assumed > before, String(world.front.assumed));
        });
    });
});
