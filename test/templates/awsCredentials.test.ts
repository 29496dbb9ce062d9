import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CiJob, includeComponent, readComponent } from "./component";
import { isWholeMatrix } from "../engine/findEngine";
import { jobShells } from "./jobShells";
import { type JobWorld, startJobWorld } from "./jobWorld";
import { runJob } from "./runJob";
import { orSkip } from "../tools/orSkip";

const methods = readComponent("aws-credentials").inputs["method"]?.options ?? [];

describe("the component aws-credentials", function () {
    this.timeout(120_000);
    let world: JobWorld;

    before(async function () {
        this.timeout(300_000);
        world = orSkip(this, await startJobWorld());
    });

    after(async () => {
        await world?.stop();
    });

    function job(script: string[], inputs: Record<string, string | number | boolean> = {}): CiJob {
        const made = includeComponent("aws-credentials", { "role-arn": world.readerArn, ...inputs });
        return { ...made[".aws-credentials"], script };
    }

    // Every shell and every method; each with each other with TEST_SCOPE=all.
    for (const [at, shell] of jobShells().entries()) {
        for (const [row, method] of methods.entries()) {
            if (!isWholeMatrix() && row % jobShells().length !== at) continue;
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
                assert.match(log, /could not assume arn:aws:iam::123456789012:role\/reader\. AccessDenied/);
                assert.match(log, /gitlab-aws-oidc access --claims FILE/);
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
    for (const [row, [what, project, ref]] of names.entries())
        it(`takes names with ${what} into the session's name`, async () => {
            const named = { "session-name": "$CI_PROJECT_PATH@$CI_COMMIT_REF_NAME" };
            const shells = jobShells();
            for (const shell of isWholeMatrix()
                ? shells
                : shells.filter((_, at) => at === row % shells.length)) {
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

    /** What STS answers, and what the job's log says about it. */
    const errors: [code: string, message: string, says: RegExp, showsClaims: boolean][] = [
        ["AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", /trust policy/, true],
        [
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://gitlab.com",
            /no identity provider/,
            true,
        ],
        ["InvalidIdentityToken", "Incorrect token audience", /does not register the token's aud/, true],
        [
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
            /could not read the keys/,
            false,
        ],
        ["ExpiredTokenException", "Token expired: current date/time must be before", /lives as long/, false],
        [
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            /MaxSessionDuration/,
            false,
        ],
        ["RegionDisabledException", "STS is not activated in this region", /region is missing/, false],
    ];
    for (const [code, message, says, showsClaims] of errors)
        it(`names the cause of ${code}: ${message.slice(0, 40)}`, async () => {
            const sts = createServer((_, response) => {
                response.writeHead(code === "AccessDenied" ? 403 : 400, { "content-type": "text/xml" });
                response.end(
                    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
                );
            }).listen(0, "127.0.0.1");
            await once(sts, "listening");
            const { port } = sts.address() as AddressInfo;
            const environment = world.environment();
            const [shell] = jobShells();
            assert.ok(shell);
            const { code: exitCode, log } = await runJob(job(["echo went on"]), shell, {
                ...environment,
                variables: { ...environment.variables, AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port)}` },
            });
            sts.close();
            assert.notEqual(exitCode, 0);
            const [, cause = ""] = log.split("could not assume");
            assert.match(cause, says);
            if (code !== "AccessDenied") assert.doesNotMatch(cause, /trust policy/);
            assert.equal(/^ {2}sub: /m.test(cause), showsClaims);
        });

    it("blames the network, and nobody's trust policy, where STS cannot be reached", async () => {
        const environment = world.environment();
        for (const shell of jobShells())
            for (const method of ["web-identity-file", "assume-role"]) {
                const { code, log } = await runJob(job(["echo went on"], { method }), shell, {
                    ...environment,
                    variables: {
                        ...environment.variables,
                        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
                        AWS_MAX_ATTEMPTS: "1",
                    },
                });
                assert.notEqual(code, 0);
                assert.match(log, /The runner cannot reach STS/);
                assert.doesNotMatch(log, /trust policy of|went on|^ {2}sub: /m);
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
