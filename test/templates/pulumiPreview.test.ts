import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { buildCommand } from "../cli/buildCommand";
import { commandFile, root, runCommand } from "../cli/runCommand";
import { copyProgram } from "../copyProgram";
import { checkedOutput } from "../tools/checkedOutput";
import { type CiJob, includeComponent } from "./component";
import { startGitLabStub, stubNoteToken } from "./gitLabStub";
import { jobShells } from "./jobShells";
import { type JobResult, runJob } from "./runJob";

/** What the stack has beside the program. */
const stackFiles = ["Pulumi.dev.yaml", "policy-config.json"];

interface StackFile {
    config: { "gitlab-aws-oidc:roles": Record<string, { subjects: object[] }> } & Record<string, unknown>;
}

describe("the component pulumi-preview", function () {
    this.timeout(400_000);
    const folder = mkdtempSync(join(tmpdir(), "review-"));
    const git = (...args: string[]) => checkedOutput("git", args, folder).trim();
    let base = "";

    before(() => {
        buildCommand();
        copyProgram(folder);
        stackFiles.forEach((file) => {
            cpSync(join(root, file), join(folder, file));
        });
        git("init", "--quiet");
        writeFileSync(join(folder, ".gitignore"), "node_modules\n*.md\npulumi-report\n");
        commit();
        base = git("rev-parse", "HEAD");
    });

    after(() => {
        rmSync(folder, { recursive: true });
    });

    function commit(): void {
        git("add", "--all");
        git(
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.com",
            "commit",
            "--quiet",
            "--message",
            "step",
        );
    }

    function changeConfig(change: (config: StackFile["config"]) => void): void {
        const file = join(folder, "Pulumi.dev.yaml");
        const stack = parse(readFileSync(file, "utf8")) as StackFile;
        change(stack.config);
        writeFileSync(file, stringify(stack));
    }

    async function review(variables: Record<string, string>): Promise<JobResult & { report: string }> {
        const job: CiJob = {
            ...includeComponent("pulumi-preview", {
                stack: "dev",
                install: "true",
                command: `${process.execPath} ${commandFile}`,
            })["pulumi-preview"],
        };
        const [shell] = jobShells();
        assert.ok(shell);
        const file = join(folder, job.variables?.["REVIEW_FILE"] ?? "");
        rmSync(file, { force: true });
        const result = await runJob(job, shell, { cwd: folder, variables });
        let report = "";
        try {
            report = readFileSync(file, "utf8");
        } catch {
            // No report: the tests say whether there must be one.
        }
        return { ...result, report };
    }

    it("shows a reviewer who gets in now and did not before, and leaves the checkout as it was", async () => {
        changeConfig((config) => {
            const web = config["gitlab-aws-oidc:roles"]["web-deploy"];
            assert.ok(web !== undefined);
            web.subjects = [
                {
                    project: "acme/shop/web",
                    projectId: "51230001",
                    branches: ["release"],
                    protectedRefsOnly: true,
                },
            ];
        });
        commit();
        const { code, log, report, leftBehind } = await review({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
        assert.equal(code, 0, log);
        const [, gains = "", loses = ""] = report
            .slice(0, report.indexOf("<details>"))
            .split(/^### (?:Gains|Loses) access$/m);
        assert.match(gains, /^\| web-deploy \| project acme\/shop\/web \| branch release, /m);
        assert.match(loses, /^\| web-deploy \| project acme\/shop\/web \| branch main, /m);
        assert.doesNotMatch(gains + loses, /infra-/);
        assert.match(report, /^## Stack dev: access to AWS roles$/m);
        assert.match(report, /<summary>\d+ resources, 5 roles; .* 0 mandatory/);
        assert.match(log, /Who gets in/);
        assert.deepEqual(leftBehind, []);
        // One role's trust policy differs.
        assert.deepEqual(JSON.parse(readFileSync(join(folder, "pulumi-report/plan.json"), "utf8")), {
            create: 0,
            update: 1,
            delete: 0,
        });
        // Reports of findings come from the command; a version that writes none is named in the log.
        const hasReports = /--code-quality/.test((await runCommand(["preview", "--help"])).stdout);
        for (const file of ["code-quality.json", "sarif.json", "junit.xml"])
            assert.equal(existsSync(join(folder, "pulumi-report", file)), hasReports, file);
        assert.equal(/writes no Code Quality, SARIF and JUnit reports/.test(log), !hasReports);
        assert.equal(git("status", "--porcelain"), "");
        assert.equal(git("worktree", "list").split("\n").length, 1);
    });

    it("says that nothing changes, and what is now where it cannot know what was", async () => {
        const same = await review({ CI_MERGE_REQUEST_DIFF_BASE_SHA: git("rev-parse", "HEAD") });
        assert.equal(same.code, 0, same.log);
        assert.match(same.report, /^Nobody gains or loses access\.$/m);
        const first = await review({ CI_COMMIT_BEFORE_SHA: "0".repeat(40) });
        assert.equal(first.code, 0, first.log);
        assert.match(
            first.report,
            /could not be previewed; this is the state with it[^]*^\| web-deploy \| project/m,
        );
    });

    it("writes the report as a note, whose failure is not the job's", async () => {
        const gitLab = await startGitLabStub();
        const variables = {
            CI_MERGE_REQUEST_DIFF_BASE_SHA: git("rev-parse", "HEAD"),
            CI_MERGE_REQUEST_IID: "7",
            CI_API_V4_URL: gitLab.api,
            CI_PROJECT_ID: "20",
        };
        const written = await review({ ...variables, GITLAB_NOTE_TOKEN: stubNoteToken });
        assert.match(written.log, /The merge request note was created\./);
        assert.match(
            gitLab.notes[0]?.body ?? "",
            /^<!-- gitlab-aws-oidc:pulumi-preview\/dev -->\n## Stack dev/,
        );
        gitLab.canWrite = false;
        const refused = await review({ ...variables, GITLAB_NOTE_TOKEN: stubNoteToken });
        await gitLab.stop();
        assert.deepEqual([written.code, refused.code], [0, 0]);
        assert.match(refused.log, /No merge request note: GitLab answered 403/);
        assert.ok(!written.log.includes(stubNoteToken) && !refused.log.includes(stubNoteToken));
    });

    it("fails with the report written where a mandatory policy is violated", async () => {
        changeConfig((config) => {
            config["gitlab-aws-oidc:roles"]["open"] = { subjects: [{ group: "acme", branches: ["*"] }] };
        });
        const { code, report } = await review({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
        assert.equal(code, 1);
        assert.match(report, /^### Gains access[^]*^\| open \| every project below acme/m);
        assert.match(report, /trust-subject-projects/);
    });

    it("fails with the preview's own words where the config is wrong", async () => {
        changeConfig((config) => {
            config["gitlab-aws-oidc:audiense"] = "x";
        });
        const { code, log, report } = await review({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
        assert.equal(code, 2);
        assert.match(log, /Did you mean "audience"\?/);
        assert.equal(report, "");
    });
});
