import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
    chmodSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import {
    boundaryArn,
    deployPolicy,
    pipelineBoundary,
    type PolicyDocument,
    previewPolicy,
} from "../../examples/pipeline-bootstrap/policies";
import { buildCommand } from "../cli/buildCommand";
import { root } from "../cli/runCommand";
import { copyProgram } from "../copyProgram";
import { isWholeMatrix, missingEngine } from "../engine/findEngine";
import { callIam, unsignedToken } from "../judge/awsQuery";
import { type Ministack, ministackAccountId, startMinistack } from "../judge/ministack";
import { checkedOutput } from "../tools/checkedOutput";
import { installGitLabCiLocal } from "../tools/gitLabCiLocal";
import { installJobTools } from "../tools/jobTools";
import { includeComponent, templatesFolder } from "./component";
import { forMinistack } from "./deployWorld";
import { runLocally } from "./runLocally";
import { orSkip } from "../tools/orSkip";

const page = readFileSync(join(root, "docs/delivery.md"), "utf8");

/** The code blocks of a language below a heading of the page. */
function blocks(heading: RegExp, language: string): string[] {
    const section = page.split(/^## /m).find((text) => heading.test(text)) ?? "";
    return [...section.matchAll(new RegExp("```" + language + "\\n([^]*?)```", "g"))].map(
        ([, text = ""]) => text,
    );
}

interface TrustPolicy {
    Statement: { Condition: { StringEquals: Record<string, string> } }[];
}

/** A policy document in an answer of IAM. */
function documentIn(answer: string, element: string): unknown {
    const [, text = ""] = new RegExp(`<${element}>([^<]*)<`).exec(answer) ?? [];
    return JSON.parse(decodeURIComponent(text.replaceAll("&quot;", '"')));
}

interface Pipeline {
    include: { component: string; inputs: Record<string, string | readonly string[]> }[];
}

/** The pipelines of the page, in its order. */
const pipelines = page
    .split(/^## /m)
    .flatMap((section) => [...section.matchAll(/```yaml\n(include:[^]*?)```/g)])
    .map(([, text = ""]) => parse(text) as Pipeline);

describe("docs/delivery.md", () => {
    it("includes components with inputs that exist, and jobs that wait for each other by stack", () => {
        assert.equal(pipelines.length, 2);
        for (const { include } of pipelines)
            for (const { component, inputs } of include) {
                assert.match(component, /\/pulumi-deploy@(?:v\d+\.\d+\.\d+|main)$/);
                const jobs = includeComponent("pulumi-deploy", inputs);
                const { job = "pulumi", folder = "." } = inputs;
                const up = jobs[`${String(job)}-up`];
                assert.deepEqual(up?.parallel?.matrix, [{ PULUMI_STACK: inputs["stacks"] }]);
                assert.equal(up.resource_group, `pulumi/${String(folder)}/$PULUMI_STACK`);
                assert.equal(jobs[`${String(job)}-drift`]?.resource_group, up.resource_group);
                assert.equal(up.interruptible, false);
            }
        // Two includes in one pipeline: no job of the one replaces one of the other.
        const [one = {}, two = {}] = (pipelines[1]?.include ?? []).map(({ inputs }) =>
            includeComponent("pulumi-deploy", inputs),
        );
        for (const name of Object.keys(one).filter((key) => key in two))
            assert.deepEqual(one[name], two[name], name);
    });

    it("names in its tables and text what the component has", () => {
        for (const name of ["GITLAB_NOTE_TOKEN", "gitlab-aws-oidc:update", "PULUMI_CONFIG_PASSPHRASE"])
            assert.ok(page.includes(name), name);
        const component = readFileSync(join(templatesFolder, "pulumi-deploy.yml"), "utf8");
        for (const name of ["GITLAB_NOTE_TOKEN", "gitlab-aws-oidc:update"])
            assert.ok(component.includes(name), name);
    });

    if (!isWholeMatrix()) return;

    describe("walked from an empty project to a deployed stack", function () {
        this.timeout(900_000);
        const base = mkdtempSync(join(tmpdir(), "newcomer-"));
        const machine = join(base, "bin");
        const checkout = join(base, "gitlab-aws-oidc");
        const project = join(base, "aws-access");
        const run = promisify(execFile);
        let aws: Ministack;
        let environment: Record<string, string> = {};
        let tool = "";
        /** What the emulator needs in the address of the bucket. */
        let atEmulator = (text: string): string => text;

        before(async function () {
            tool = orSkip(this, installGitLabCiLocal()).file;
            const tools = orSkip(this, installJobTools());
            const missing = missingEngine();
            aws = orSkip(this, missing === undefined ? await startMinistack() : { missing });
            buildCommand();
            for (const folder of [machine, checkout, project]) mkdirSync(folder);
            copyProgram(checkout);
            cpSync(join(root, "examples"), join(checkout, "examples"), { recursive: true });
            // The newcomer's machine: packages are there already, and whoever is asked says yes.
            const programs = {
                npm: `[ -e node_modules ] || ln -s ${join(root, "node_modules")} node_modules`,
                npx: [
                    'if [ "$1" = --no-install ]; then shift; program="$1"; shift; exec node_modules/.bin/"$program" "$@"; fi',
                    '[ "$1" = pulumi ] || exit 1',
                    "shift",
                    'if [ "$1" = up ]; then set -- "$@" --yes; fi',
                    'exec pulumi "$@"',
                ].join("\n"),
            };
            for (const [name, text] of Object.entries(programs)) {
                writeFileSync(join(machine, name), `#!/bin/sh\n${text}\n`);
                chmodSync(join(machine, name), 0o755);
            }
            const host = aws.url.replace("http://", "");
            atEmulator = (text) =>
                text.replaceAll(
                    "s3://acme-pulumi-state?region=eu-central-1",
                    `s3://acme-pulumi-state?region=eu-central-1&endpoint=${host}&disableSSL=true&s3ForcePathStyle=true`,
                );
            environment = {
                PATH: [machine, tools.bin, process.env["PATH"] ?? ""].join(delimiter),
                HOME: base,
                PULUMI_HOME: join(base, "home"),
                PULUMI_SKIP_UPDATE_CHECK: "true",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                AWS_ENDPOINT_URL: aws.url,
                // Credentials are asked for apart from everything else.
                AWS_ENDPOINT_URL_STS: aws.url,
                AWS_EC2_METADATA_DISABLED: "true",
            };
        });

        after(async () => {
            await aws?.stop();
            rmSync(base, { recursive: true, force: true });
        });

        /** Runs blocks of the page in one shell, as the person with administrator access does. */
        async function type(texts: readonly string[]): Promise<string> {
            const rootKeys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
            const { stdout } = await run("bash", ["-ec", texts.map(atEmulator).join("\n")], {
                cwd: checkout,
                env: { ...environment, ...rootKeys },
                maxBuffer: 64 * 1024 * 1024,
            });
            return stdout;
        }

        async function iam(action: string, parameters: Record<string, string>): Promise<string> {
            const { status, body } = await callIam(aws.url, action, parameters);
            assert.equal(status, 200, body);
            return body;
        }

        it("makes the bucket, the key and the pipeline's roles, as steps 1 and 3 say", async () => {
            const shown = await type([...blocks(/^1\. /, "sh"), ...blocks(/^3\. /, "sh")]);
            for (const name of ["preview", "deploy"])
                assert.match(shown, new RegExp(`arn:aws:iam::123456789012:role/pipeline/pipeline-${name}`));
            const key = /arn:aws:kms:[\w:/-]+/.exec(
                await type(["aws kms describe-key --key-id alias/pulumi --region eu-central-1"]),
            );
            const scope = {
                partition: "aws",
                accountId: ministackAccountId,
                issuer: "gitlab.com",
                stateBucket: "acme-pulumi-state",
                stateKeyArn: key?.[0] ?? "",
            };
            const expected: Record<string, PolicyDocument> = {
                preview: previewPolicy(scope),
                deploy: deployPolicy(scope),
            };
            for (const [name, policy] of Object.entries(expected)) {
                const RoleName = `pipeline-${name}`;
                const role = await iam("GetRole", { RoleName });
                assert.match(role, /policy\/pipeline\/pipeline-boundary/);
                const trust = documentIn(role, "AssumeRolePolicyDocument") as TrustPolicy;
                const conditions = trust.Statement[0]?.Condition.StringEquals ?? {};
                assert.equal(conditions["gitlab.com:project_id"], "51230007");
                assert.equal(conditions["gitlab.com:ref_protected"], name === "deploy" ? "true" : undefined);
                const body = await iam("GetRolePolicy", { RoleName, PolicyName: name });
                assert.deepEqual(documentIn(body, "PolicyDocument"), policy);
                // From here on in the words that the emulator understands: of GitLab's claims it knows aud and sub.
                for (const key of ["gitlab.com:project_id", "gitlab.com:ref_protected"])
                    Reflect.deleteProperty(conditions, key);
                await iam("UpdateAssumeRolePolicy", { RoleName, PolicyDocument: JSON.stringify(trust) });
                await iam("PutRolePolicy", {
                    RoleName,
                    PolicyName: name,
                    PolicyDocument: JSON.stringify(forMinistack(policy, "gitlab-dev-*")).replaceAll(
                        scope.stateKeyArn,
                        "*",
                    ),
                });
            }
            // A key that a request names by its alias is another resource to it, for the boundary as well.
            await iam("CreatePolicyVersion", {
                PolicyArn: boundaryArn(scope, "pipeline"),
                PolicyDocument: JSON.stringify(pipelineBoundary(scope)).replaceAll(scope.stateKeyArn, "*"),
                SetAsDefault: "true",
            });
        });

        const claims = {
            iss: "https://gitlab.com",
            aud: "https://gitlab.com",
            project_path: "acme/platform/aws-access",
            project_id: "51230007",
        };

        async function job(
            name: string,
            source: string,
            ref: string,
        ): Promise<{ code: number; log: string }> {
            // A job begins with what is committed.
            checkedOutput("git", ["checkout", "--quiet", "--", "."], project);
            const isMain = ref === "main";
            const token = {
                ...claims,
                sub: `project_path:${claims.project_path}:ref_type:branch:ref:${ref}`,
                ref_protected: String(isMain),
            };
            const { PATH = "", ...machineVariables } = environment;
            return await runLocally(tool, project, name, {
                variables: {
                    ...machineVariables,
                    GITLAB_OIDC_TOKEN: unsignedToken(token),
                    CI_PIPELINE_SOURCE: source,
                    CI_SERVER_URL: "https://gitlab.com",
                    CI_COMMIT_REF_NAME: ref,
                    CI_COMMIT_REF_PROTECTED: String(isMain),
                },
                programs: PATH.split(delimiter),
            });
        }

        it("writes the project's files, as step 4 says", () => {
            const [pipeline] = pipelines;
            const [, config = ""] = blocks(/^4\. /, "yaml");
            copyProgram(project);
            writeFileSync(join(project, "Pulumi.dev.yaml"), config);
            cpSync(join(templatesFolder, "pulumi-deploy.yml"), join(project, "pulumi-deploy.yml"));
            const text = stringify({
                ...pipeline,
                include: pipeline?.include.map(({ inputs }) => ({
                    local: "pulumi-deploy.yml",
                    inputs: { ...inputs, "backend-url": atEmulator(String(inputs["backend-url"])) },
                })),
            });
            writeFileSync(join(project, ".gitlab-ci.yml"), text);
            writeFileSync(join(project, ".gitignore"), "node_modules\npulumi-report\n.gitlab-ci-local\n");
            rmSync(join(project, "node_modules"));
            symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
            checkedOutput("git", ["init", "--quiet", "--initial-branch=main"], project);
            checkedOutput(
                "git",
                ["remote", "add", "origin", "git@gitlab.com:acme/platform/aws-access.git"],
                project,
            );
            checkedOutput("git", ["add", "--all"], project);
            const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
            checkedOutput("git", [...author, "commit", "--quiet", "--message", "Deploy"], project);
        });

        it("fails the merge request before the first update as step 5 says, deploys as step 6, and previews then", async () => {
            const early = await job("pulumi-preview", "merge_request_event", "feature");
            assert.notEqual(early.code, 0);
            assert.match(early.log, /no stack named 'dev' found/);
            const update = await job("pulumi-up", "push", "main");
            assert.equal(update.code, 0, update.log);
            assert.match(
                await iam("GetRole", { RoleName: "gitlab-dev-web-deploy" }),
                /role\/gitlab\/gitlab-dev-web-deploy/,
            );
            const preview = await job("pulumi-preview", "merge_request_event", "feature");
            assert.equal(preview.code, 0, preview.log);
            const summary = readFileSync(join(project, "pulumi-report/summary.md"), "utf8");
            assert.match(summary, /^## Stack `dev`: preview passed$/m);
            assert.match(summary, /Nobody gains or loses access/);
        });

        it("finds no drift as step 7 says, and some where somebody changed a role by hand", async () => {
            const none = await job("pulumi-drift", "schedule", "main");
            assert.equal(none.code, 0, none.log);
            await iam("UpdateRole", {
                RoleName: "gitlab-dev-web-deploy",
                MaxSessionDuration: "7200",
                Description: "by hand",
            });
            const some = await job("pulumi-drift", "schedule", "main");
            assert.notEqual(some.code, 0, some.log);
            assert.match(some.log, /differ, or could not be compared/);
        });

        it("never lets the pipeline change its own trust policy", async () => {
            const token = join(base, "token");
            writeFileSync(
                token,
                unsignedToken({
                    ...claims,
                    sub: `project_path:${claims.project_path}:ref_type:branch:ref:main`,
                    ref_protected: "true",
                }),
            );
            const asDeploy = {
                ...environment,
                AWS_REGION: "eu-central-1",
                AWS_DEFAULT_REGION: "eu-central-1",
                AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/pipeline/pipeline-deploy",
                AWS_WEB_IDENTITY_TOKEN_FILE: token,
            };
            const who = await run("aws", ["sts", "get-caller-identity"], { env: asDeploy });
            assert.match(who.stdout, /pipeline-deploy/);
            const change = [
                "update-assume-role-policy",
                "--role-name",
                "pipeline-deploy",
                "--policy-document",
                "{}",
            ];
            await assert.rejects(run("aws", ["iam", ...change], { env: asDeploy }), /AccessDenied/);
        });
    });
});
