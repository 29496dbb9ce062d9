import assert from "node:assert/strict";
import { readTrustDocument } from "../../../../trust/document";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { roleSnippet } from "../../../../cli/commands/snippet/roleSnippet";
import type { TrustedRole } from "../../../../cli/estate/roles";
import { type SubjectSelector, buildTrustPolicy } from "../../../../trust/gitlab";
import { propertyRuns } from "../../../propertyRuns";
import { checkCiFiles } from "../../../tools/ciSchema";
import { installJobTools } from "../../../tools/jobTools";
import { randomRoles, scope, trustedRole } from "./randomRoles";
import { orSkip } from "../../../tools/orSkip";

interface CiJob {
    id_tokens: Record<string, { aud: string }>;
    variables: Record<string, string>;
    rules?: { if: string }[];
    before_script: string[];
    script: string[];
}

function makeSnippet(role: TrustedRole, more: { audience?: string; issuer?: string } = {}) {
    const { trustPolicy } = role;
    const document = trustPolicy === undefined ? undefined : readTrustDocument(trustPolicy);
    return roleSnippet({ project: "app", stack: "dev", role, document, ...more });
}

function snippetOf(trusted: TrustedRole, more: { audience?: string } = {}) {
    const made = makeSnippet(trusted, more);
    const jobs = parse(made.yaml) as Record<string, CiJob>;
    const [job] = Object.values(jobs);
    assert.ok(job !== undefined && Object.keys(jobs).length === 1);
    return { ...made, job };
}

const main: SubjectSelector[] = [{ project: "g/p", branches: ["main"] }];

describe("the job for a role", () => {
    it("has the audience that the role checks, and its ARN", () => {
        const { job, roleArn } = snippetOf(trustedRole(main, ["sts.amazonaws.com"]));
        assert.deepEqual(job.id_tokens, { GITLAB_OIDC_TOKEN: { aud: "sts.amazonaws.com" } });
        assert.equal(job.variables["AWS_ROLE_ARN"], "arn:aws:iam::123456789012:role/deploy");
        assert.equal(roleArn, job.variables["AWS_ROLE_ARN"]);
        assert.deepEqual(job.rules, [{ if: '$CI_COMMIT_BRANCH == "main"' }]);
    });

    it("asks for the stack's audience where the role takes several, and for one it takes in any case", () => {
        const several = trustedRole(main, ["new", "old"]);
        assert.equal(snippetOf(several, { audience: "old" }).audience, "old");
        assert.equal(snippetOf(several, { audience: "other" }).audience, "new");
        assert.match(snippetOf(several).yaml, /The role accepts any of new, old\./);
    });

    it("is for today's issuer while another one is still trusted", () => {
        const issuers = [
            { issuer: "gitlab.example.com", audiences: ["new"] },
            { issuer: "gitlab.com", audiences: ["old"] },
        ];
        const trustPolicy = buildTrustPolicy({ ...scope, issuers, subjects: main });
        const trusted = { ...trustedRole(main), trustPolicy };
        assert.equal(snippetOf(trusted).audience, "new");
        const made = makeSnippet(trusted, { issuer: "gitlab.com" });
        assert.deepEqual([made.audience, made.issuer], ["old", "gitlab.com"]);
    });

    it("is refused where it could not work", () => {
        const bare = { urn: "urn", label: "deploy", path: "/" };
        assert.throws(() => snippetOf({ ...bare, name: "deploy" }), /not known before the deployment/);
        const { trustPolicy } = trustedRole(main);
        assert.throws(() => snippetOf({ ...bare, trustPolicy }), /ARN of the role deploy is not known/);
        assert.throws(() => snippetOf({ ...trustedRole(main), trustPolicy: "{}" }), /names no GitLab job/);
    });

    it("says when its account is a placeholder", () => {
        const trusted = { ...trustedRole(main), arn: "arn:aws:iam::000000000000:role/deploy" };
        assert.equal(snippetOf(trusted).warnings.length, 1);
        assert.match(snippetOf(trusted).yaml, /^# The ARN holds the placeholder account/m);
    });

    it("is YAML with exactly one ID token of the right audience, for any role", () => {
        fc.assert(
            fc.property(randomRoles, ({ subjects, audiences, name }) => {
                const { job, audience: asked } = snippetOf(trustedRole(subjects, audiences, name));
                assert.deepEqual(Object.values(job.id_tokens), [{ aud: asked }]);
                assert.ok(audiences.includes(asked));
                assert.equal(job.variables["AWS_ROLE_ARN"], `arn:aws:iam::123456789012:role/${name}`);
                assert.equal(job.before_script.length, 1);
            }),
            { numRuns: propertyRuns(50) },
        );
    });
});

describe("the jobs for random roles", () => {
    it("are pipelines that GitLab's CI schema takes", function () {
        this.timeout(300_000);
        const tools = orSkip(this, installJobTools());
        const folder = mkdtempSync(join(tmpdir(), "snippets-"));
        const files = fc
            .sample(randomRoles, propertyRuns(100))
            .map(({ subjects, audiences, name }, index) => {
                const file = join(folder, `${String(index)}.yml`);
                writeFileSync(file, snippetOf(trustedRole(subjects, audiences, name)).yaml);
                return file;
            });
        // One process for a thousand files: more do not fit on a command line.
        for (let start = 0; start < files.length; start += 1000)
            checkCiFiles(tools.bin, files.slice(start, start + 1000));
        rmSync(folder, { recursive: true });
    });
});

describe("the script of the job", () => {
    const token = "header.payload.signature-marker";

    function run(environment: Record<string, string>, script: string) {
        const [beforeScript = ""] = snippetOf(trustedRole(main)).job.before_script;
        const folder = mkdtempSync(join(tmpdir(), "snippet-"));
        try {
            const env = { PATH: process.env["PATH"] ?? "", TMPDIR: folder, ...environment };
            return execFileSync("sh", ["-c", `${beforeScript}\n${script}`], {
                env,
                encoding: "utf8",
                stdio: "pipe",
            });
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    const ids = { CI_PROJECT_ID: "12", CI_PIPELINE_ID: "34", CI_JOB_ID: "56" };

    it("writes the token to a file that only the job can read, and takes it away", () => {
        const show =
            'echo "$AWS_WEB_IDENTITY_TOKEN_FILE"; stat -c %a "$AWS_WEB_IDENTITY_TOKEN_FILE"; wc -c < "$AWS_WEB_IDENTITY_TOKEN_FILE"';
        const [file = "", mode, length] = run({ ...ids, GITLAB_OIDC_TOKEN: token }, show).split("\n");
        assert.deepEqual([mode, Number(length)], ["600", token.length]);
        assert.equal(existsSync(file), false);
    });

    it("names the session by ids, and drops keys that would win over the role", () => {
        const environment = { ...ids, GITLAB_OIDC_TOKEN: token, AWS_ACCESS_KEY_ID: "AKIA", AWS_PROFILE: "x" };
        const output = run(environment, "env | grep ^AWS_ | sort");
        assert.match(output, /^AWS_ROLE_SESSION_NAME=gitlab-12-34-56$/m);
        assert.doesNotMatch(output, /AWS_ACCESS_KEY_ID|AWS_PROFILE/);
    });

    it("fails the job and tells no secret where the token is missing or a command fails", () => {
        const failure = (
            environment: Record<string, string>,
            script: string,
        ): { status: number; said: string } => {
            try {
                return { status: 0, said: run(environment, script) };
            } catch (error) {
                const { status, stdout, stderr } = error as {
                    status: number;
                    stdout: string;
                    stderr: string;
                };
                return { status, said: stdout + stderr };
            }
        };
        const missing = failure(ids, "echo went on");
        assert.equal(missing.status, 1);
        assert.match(missing.said, /GITLAB_OIDC_TOKEN is empty/);
        assert.doesNotMatch(missing.said, /went on/);
        const failing = failure({ ...ids, GITLAB_OIDC_TOKEN: token }, "sh -c 'exit 3'\necho went on");
        assert.equal(failing.status, 3);
        assert.doesNotMatch(failing.said, /went on|marker/);
    });
});
