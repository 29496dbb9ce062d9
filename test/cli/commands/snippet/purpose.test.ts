import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { purposeJob, purposes } from "../../../../cli/commands/snippet/purpose";
import { roleSnippet } from "../../../../cli/commands/snippet/roleSnippet";
import { checkedOutput } from "../../../tools/checkedOutput";
import { checkCiFiles } from "../../../tools/ciSchema";
import { readTrustDocument } from "../../../../trust/document";
import { installJobTools } from "../../../tools/jobTools";
import { trustedRole } from "./randomRoles";
import { orSkip } from "../../../tools/orSkip";

interface Job {
    id_tokens: Record<string, { aud: string }>;
    variables: Record<string, string>;
    secrets?: Record<string, { aws_secrets_manager: { secret_id: string } }>;
    before_script?: string[];
    script: string[];
}

const role = trustedRole([{ project: "acme/web", branches: ["main"] }], ["https://gitlab.com"]);
const made = (purpose: (typeof purposes)[number], resource?: string) =>
    roleSnippet({
        project: "app",
        stack: "dev",
        role,
        document: readTrustDocument(role.trustPolicy),
        region: "eu-central-1",
        purpose,
        ...(resource === undefined ? {} : { resource }),
    });
const jobOf = (yaml: string): Job => {
    const [job] = Object.values(parse(yaml) as Record<string, Job>);
    assert.ok(job);
    return job;
};

describe("the job for a purpose", () => {
    it("names the account, the region and the resource in the least policy, and no star but where AWS has no resource", () => {
        for (const purpose of purposes) {
            const { policy, yaml } = made(purpose, "one/two");
            const text = JSON.stringify(policy);
            assert.match(text, /one/, purpose);
            const statements = policy?.Statement as { Action: string | string[]; Resource: string }[];
            for (const { Action, Resource } of statements) {
                assert.doesNotMatch([Action].flat().join(), /\*/);
                if (Resource === "*")
                    assert.match(
                        [Action].flat().join(),
                        /^(ecr:GetAuthorizationToken|sts:GetServiceBearerToken)$/,
                    );
                else if (purpose !== "s3-state") assert.match(Resource, /:eu-central-1:123456789012:/);
            }
            // The comment above the job holds the same policy, to be copied.
            const comment = yaml
                .split("\n")
                .filter((line) => line.startsWith("#"))
                .map((line) => line.slice(2))
                .join("\n");
            assert.deepEqual(JSON.parse(comment.slice(comment.indexOf("\n{") + 1)), policy);
        }
    });

    it("lets GitLab's runner read the secret: its token's name, its variables, and no script that assumes the role", () => {
        const job = jobOf(made("secrets-manager", "app/database").yaml);
        assert.deepEqual(job.id_tokens, { AWS_ID_TOKEN: { aud: "https://gitlab.com" } });
        assert.equal(job.variables["AWS_REGION"], "eu-central-1");
        assert.equal(job.variables["AWS_ROLE_ARN"], "arn:aws:iam::123456789012:role/deploy");
        assert.equal(Object.values(job.secrets ?? {})[0]?.aws_secrets_manager.secret_id, "app/database");
        assert.equal(job.before_script, undefined);
    });

    it("speaks of China's hosts and partition in China", () => {
        const scope = {
            partition: "aws-cn",
            accountId: "123456789012",
            region: "cn-north-1",
            resource: "web",
        };
        assert.match(
            purposeJob("ecr", scope).variables["IMAGE"] ?? "",
            /^123456789012\.dkr\.ecr\.cn-north-1\.amazonaws\.com\.cn\/web:/,
        );
        assert.match(
            JSON.stringify(purposeJob("s3-state", scope).policy),
            /arn:aws-cn:s3:::web\/\.pulumi\/\*/,
        );
    });

    it("is a job to GitLab's schema, with scripts without a finding of shellcheck", function () {
        this.timeout(300_000);
        const tools = orSkip(this, installJobTools());
        const folder = mkdtempSync(join(tmpdir(), "purposes-"));
        const files = purposes.map((purpose) => {
            const { yaml } = made(purpose);
            const file = join(folder, `${purpose}.yml`);
            writeFileSync(file, yaml);
            const { before_script: before = [], script } = jobOf(yaml);
            writeFileSync(join(folder, `${purpose}.sh`), [...before, ...script].join("\n"));
            return file;
        });
        checkCiFiles(tools.bin, files);
        const scripts = purposes.map((purpose) => join(folder, `${purpose}.sh`));
        checkedOutput(join(tools.bin, "shellcheck"), ["--shell=sh", "--exclude=SC2154", ...scripts]);
        rmSync(folder, { recursive: true });
    });
});
