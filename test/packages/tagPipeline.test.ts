import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "../templates/runLocally";
import { installGitLabCiLocal } from "../tools/gitLabCiLocal";
import { publishedPackages, version } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

const isWholeMatrix = process.env.TEST_SCOPE === "all";
const root = join(__dirname, "../..");

// gitlab-ci-local knows no tag pipelines of its own: these variables make one.
const tagPipeline = { CI_COMMIT_TAG: `v${version}`, CI_COMMIT_BRANCH: "", CI_PIPELINE_SOURCE: "push" };

describe("the pipeline of a tag", function () {
    this.timeout(900_000);
    const base = mkdtempSync(join(tmpdir(), "tag-pipeline-"));
    let tool = "";

    before(function () {
        tool = orSkip(this, installGitLabCiLocal()).file;
    });

    after(() => {
        rmSync(base, { recursive: true, force: true });
    });

    const git = (cwd: string, ...args: string[]) => {
        const own = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
        execFileSync("git", [...own, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"] });
    };

    /** A checkout as a runner has it. */
    const checkout = (from: string, name: string): string => {
        const folder = join(base, name);
        git(base, "clone", "--quiet", from, folder);
        git(folder, "remote", "set-url", "origin", "https://gitlab.example.com/acme/gitlab-aws-oidc.git");
        return folder;
    };

    /** The jobs that a pipeline with these variables has, in the order of its stages. */
    const jobs = (folder: string, variables: Readonly<Record<string, string>>): string[] => {
        const given = Object.entries(variables).flatMap(([name, value]) => [
            "--variable",
            `${name}=${value}`,
        ]);
        const listed = execFileSync(
            process.execPath,
            [tool, "--home", base, "--list-csv", "--no-color", ...given],
            { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
        );
        return listed
            .split("\n")
            .filter((line) => /;(?:check|nightly|build|publish|release);/.test(line))
            .map((line) => line.split(";")[0]?.replaceAll('"', "") ?? "");
    };

    it("tests, builds, publishes and releases a protected tag, and only tests another one", () => {
        const folder = checkout(root, "jobs");
        const checks = ["check: [20]", "check: [22]", "check: [24]", "engine"];
        const isProtected = { ...tagPipeline, CI_COMMIT_REF_PROTECTED: "true" };
        assert.deepEqual(jobs(folder, isProtected), [...checks, "build", "publish", "catalog"]);
        assert.deepEqual(jobs(folder, { ...isProtected, PULUMI_ORGANIZATION: "acme" }), [
            ...checks,
            "build",
            "publish",
            "policies",
            "catalog",
        ]);
        assert.deepEqual(jobs(folder, { ...tagPipeline, CI_COMMIT_REF_PROTECTED: "false" }), checks);
        const other = { ...isProtected, CI_COMMIT_TAG: "very-first" };
        assert.deepEqual(jobs(folder, other), checks);
    });

    if (isWholeMatrix)
        it("builds archives, SBOMs, checksums and notes in the job build, and tests those archives", async function () {
            const packages = orSkip(this, await publishedPackages());
            if (packages.log === undefined) return this.skip();
            // What a person pushed: the prepared release, tagged.
            git(packages.folder, "add", "--update");
            git(packages.folder, "commit", "--quiet", "--allow-empty", "--message", "Release");
            const folder = checkout(packages.folder, "build");
            git(folder, "tag", "--force", `v${version}`);
            // npm's install is there already, and the tests of the packages are what runs now.
            const bin = join(base, "bin");
            mkdirSync(bin);
            const tested = join(base, "tested");
            const npm = execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim();
            const text = [
                "#!/bin/sh",
                'case "$*" in',
                `ci) ln -s ${join(root, "node_modules")} node_modules; exec node scripts/build.js ;;`,
                // gitlab-ci-local expands the variable of the job as in a container: what it names is here.
                `"run test:packages") [ -n "$PACKAGES_FOLDER" ] && ls build > ${tested} ;;`,
                `*) exec ${npm} "$@" ;;`,
                "esac",
            ];
            writeFileSync(join(bin, "npm"), text.join("\n"), { mode: 0o755 });
            const variables = { ...tagPipeline, CI_COMMIT_REF_PROTECTED: "true" };
            const { code, log } = await runLocally(tool, folder, "build", { variables, programs: [bin] });
            assert.equal(code, 0, log);
            const made = readdirSync(join(folder, "build")).sort();
            assert.deepEqual(made, readdirSync(packages.archives).sort(), log);
            assert.ok(existsSync(tested), log);
        });
});
