import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { includeComponent } from "./component";
import { jobShells } from "./jobShells";
import { type JobResult, runJob } from "./runJob";

const issuer = "https://acme-gitlab-oidc.s3.eu-north-1.amazonaws.com";

describe("the component oidc-discovery-sync", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "mirror-job-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    /** Runs the job with a command that writes down how it was called, and ends each call with the next code. */
    async function run(
        inputs: Record<string, string>,
        codes: number[] = [],
    ): Promise<JobResult & { calls: string[] }> {
        const command = join(folder, "stub");
        const calls = join(folder, "calls");
        writeFileSync(calls, "");
        writeFileSync(
            command,
            `#!/bin/sh\necho "$* role=\${AWS_ROLE_ARN-none} token=$(cat "\${AWS_WEB_IDENTITY_TOKEN_FILE:-/dev/null}")" >> ${calls}\n` +
                `number="$(wc -l < ${calls})"\nset -- ${[...codes, 0, 0, 0, 0].join(" ")}\nshift "$((number - 1))"\nexit "$1"\n`,
        );
        chmodSync(command, 0o755);
        const job = includeComponent("oidc-discovery-sync", { issuer, command, install: "true", ...inputs })[
            "oidc-discovery-sync"
        ];
        const [shell] = jobShells();
        assert.ok(job && shell);
        const variables = {
            CI_SERVER_URL: "https://gitlab.internal.example.com",
            CI_PROJECT_ID: "1",
            CI_PIPELINE_ID: "2",
            CI_JOB_ID: "3",
            GITLAB_OIDC_TOKEN: "the-token",
            MIRROR_WAIT: "0",
        };
        const result = await runJob(job, shell, { cwd: folder, variables });
        return { ...result, calls: readFileSync(calls, "utf8").trim().split("\n") };
    }

    const common = `--gitlab-url https://gitlab.internal.example.com --issuer ${issuer}`;

    it("syncs with the runner's own credentials, then verifies", async () => {
        const { code, calls, log } = await run({});
        assert.equal(code, 0, log);
        assert.deepEqual(calls, [
            `discovery sync ${common} --grace-hours 24 role=none token=`,
            `discovery verify ${common} role=none token=`,
        ]);
    });

    it("becomes a role where one is named, and leaves no token behind", async () => {
        const { code, calls, leftBehind, log } = await run({
            "role-arn": "arn:aws:iam::123456789012:role/publisher",
            "provider-arn": "arn:aws:iam::123456789012:oidc-provider/x",
            bucket: "acme-gitlab-oidc",
            region: "eu-north-1",
        });
        assert.equal(code, 0, log);
        const role = "role=arn:aws:iam::123456789012:role/publisher token=the-token";
        assert.deepEqual(calls, [
            `discovery sync ${common} --grace-hours 24 --bucket acme-gitlab-oidc --region eu-north-1 ${role}`,
            `discovery verify ${common} --provider-arn arn:aws:iam::123456789012:oidc-provider/x ${role}`,
        ]);
        assert.deepEqual(leftBehind, []);
        assert.doesNotMatch(log, /the-token/);
    });

    it("does not verify after a sync that failed, and fails as it did", async () => {
        const { code, calls } = await run({}, [2]);
        assert.notEqual(code, 0);
        assert.equal(calls.length, 1);
    });

    it("verifies once more where a distribution may have served what it kept, and fails if that is no better", async () => {
        assert.equal((await run({}, [0, 1])).code, 0);
        const { code, calls } = await run({}, [0, 1, 1]);
        assert.notEqual(code, 0);
        assert.equal(calls.length, 3);
    });
});
