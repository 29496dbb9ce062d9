import assert from "node:assert/strict";
import { type CiJob, includeComponent, readComponent } from "./component";
import { jobShells } from "./jobShells";
import { type JobWorld, startJobWorld } from "./jobWorld";
import { runJob } from "./runJob";

const methods = readComponent("aws-credentials").inputs["method"]?.options ?? [];

describe("the component aws-credentials", function () {
    this.timeout(120_000);
    let world: JobWorld;

    before(async function () {
        this.timeout(300_000);
        const started = await startJobWorld();
        if (typeof started === "string") {
            console.log(`      ${started}`);
            return this.skip();
        }
        world = started;
    });

    after(async () => {
        await world?.stop();
    });

    function job(script: string[], inputs: Record<string, string | number | boolean> = {}): CiJob {
        const made = includeComponent("aws-credentials", { "role-arn": world.readerArn, ...inputs });
        return { ...made[".aws-credentials"], script };
    }

    for (const shell of jobShells()) {
        for (const method of methods) {
            it(`gives ${method} to a job in ${shell.name}: reads what the role may read, and nothing more`, async () => {
                const script = [
                    "aws s3 cp s3://acme-site/index.html -",
                    "aws s3 cp site/index.html s3://acme-site/x",
                    "echo went on",
                ];
                const { code, log, leftBehind } = await runJob(
                    job(script, { method }),
                    shell,
                    world.environment(),
                );
                assert.ok(code > 0, log);
                assert.match(log, /hello from the bucket\n[^]*AccessDenied/);
                assert.doesNotMatch(log, /went on/);
                assert.deepEqual(leftBehind, []);
            });

            it(`fails a job in ${shell.name} whose token is refused, by ${method}, and says what it claimed`, async () => {
                const stranger = world.environment({ project: "evil/web" });
                const { code, log, leftBehind } = await runJob(
                    job(["echo went on"], { method }),
                    shell,
                    stranger,
                );
                assert.ok(code > 0, log);
                assert.match(log, /AccessDenied/);
                assert.match(log, /did not let this job become arn:aws:iam::123456789012:role\/reader/);
                assert.match(log, /^ {2}iss: https:\/\/gitlab\.com\n {2}aud: https:\/\/gitlab\.com$/m);
                assert.match(log, /^ {2}sub: project_path:evil\/web:ref_type:branch:ref:main$/m);
                assert.doesNotMatch(log, /went on|somebody@example\.com|c2lnbmF0dXJl/);
                assert.deepEqual(leftBehind, []);
            });
        }
    }

    it("shows no secret and sets what the tools read, in a file for this user only", async () => {
        const [shell] = jobShells();
        assert.ok(shell);
        const show = ["env", 'stat -c "mode %a" "$AWS_WEB_IDENTITY_TOKEN_FILE"'];
        const keys = { AWS_ACCESS_KEY_ID: "AKIAOLD", AWS_SECRET_ACCESS_KEY: "old", AWS_PROFILE: "old" };
        const environment = world.environment();
        const { GITLAB_OIDC_TOKEN: token = "" } = environment.variables;
        const { log } = await runJob(job(show, { region: "eu-west-1" }), shell, {
            ...environment,
            variables: { ...environment.variables, ...keys },
        });
        assert.match(log, /^AWS_ROLE_SESSION_NAME=gitlab-20-300-4000$/m);
        assert.match(log, /^AWS_REGION=eu-west-1$/m);
        assert.match(log, /^AWS_DEFAULT_REGION=eu-west-1$/m);
        assert.match(log, /^mode 600$/m);
        assert.doesNotMatch(log, /AKIAOLD|AWS_PROFILE/);
        // `env` shows the variable; everything else must not.
        assert.equal(log.split(token).length - 1, 1);
    });

    const names: [string, string, string][] = [
        ["slashes", "acme/web", "feature/a/b"],
        ["spaces and letters of every script", "acme/web", "feature/größe 大 é"],
        ["a hundred characters", "acme/web", `feature/${"long-".repeat(20)}`],
    ];
    for (const [what, project, ref] of names)
        it(`takes names with ${what} into the session's name`, async () => {
            const named = { "session-name": "$CI_PROJECT_PATH@$CI_COMMIT_REF_NAME" };
            for (const shell of jobShells()) {
                const environment = world.environment({ project, ref: ref.replace(/ /g, "_") });
                const { code, log } = await runJob(
                    job(["aws sts get-caller-identity --query Arn"], named),
                    shell,
                    {
                        ...environment,
                        variables: { ...environment.variables, CI_COMMIT_REF_NAME: ref },
                    },
                );
                assert.equal(code, 0, log);
                const session = /assumed-role\/reader\/(.*)"/.exec(log)?.[1] ?? "";
                assert.match(session, /^acme-web@feature-[\w-]+$/, shell.name);
                assert.ok(session.length <= 64 && session.length > 10);
            }
        });

    it("says so when there is no token, and asks nobody when no check is wanted", async () => {
        const [shell] = jobShells();
        assert.ok(shell);
        const { GITLAB_OIDC_TOKEN, ...none } = world.environment().variables;
        assert.ok(GITLAB_OIDC_TOKEN);
        const missing = await runJob(job(["echo went on"]), shell, {
            ...world.environment(),
            variables: none,
        });
        assert.equal(missing.code, 1);
        assert.match(missing.log, /GITLAB_OIDC_TOKEN is empty/);
        const stranger = world.environment({ project: "evil/web" });
        const unchecked = await runJob(job(["echo went on"], { check: false }), shell, stranger);
        assert.deepEqual([unchecked.code, unchecked.log], [0, "went on\n"]);
    });
});
