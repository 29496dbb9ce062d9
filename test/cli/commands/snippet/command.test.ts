import assert from "node:assert/strict";
import { parse } from "yaml";
import { buildCommand } from "../../buildCommand";
import { inProcess } from "../../inProcess";

describe("snippet", () => {
    before(buildCommand);

    it("prints a job of the sample stack that a file can hold, and warns on stderr only", async () => {
        const { code, stdout, stderr } = await inProcess(["snippet", "web-deploy"]);
        assert.equal(code, 0);
        assert.match(stderr, /^warning: The ARN holds the placeholder account/);
        const jobs = parse(stdout) as Record<string, { id_tokens: unknown; rules: { if: string }[] }>;
        assert.deepEqual(Object.keys(jobs), ["aws-web-deploy"]);
        assert.deepEqual(jobs["aws-web-deploy"]?.id_tokens, {
            GITLAB_OIDC_TOKEN: { aud: "https://gitlab.com" },
        });
        assert.match(jobs["aws-web-deploy"].rules[0]?.if ?? "", /^\$CI_COMMIT_BRANCH == "main"/);
        assert.match(stdout, /^# {3}project acme\/shop\/web; branch main/m);
    });

    it("knows a role by its name in AWS, and has the real account where the config names it", async () => {
        const texts = [
            "snippet",
            "gitlab-dev-release",
            "--config",
            "accountId=123456789012",
            "--config",
            "partition=aws",
            "--json",
        ];
        const { code, stdout, stderr } = await inProcess(texts);
        assert.deepEqual([code, stderr], [0, ""]);
        const { roleArn, warnings } = JSON.parse(stdout) as { roleArn: string; warnings: string[] };
        assert.equal(roleArn, "arn:aws:iam::123456789012:role/gitlab/gitlab-dev-release");
        assert.deepEqual(warnings, []);
    });

    it("names the roles there are for one that is not", async () => {
        const { code, stderr } = await inProcess(["snippet", "web-deplay"]);
        assert.equal(code, 2);
        assert.match(
            stderr,
            /no role "web-deplay"\.\n-> Its roles: infra-deploy, .*Did you mean web-deploy\?/,
        );
    });
});
