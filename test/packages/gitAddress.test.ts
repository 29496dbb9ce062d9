import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { engineProject, type EngineProject } from "../engine/engineProject";
import { describeWithEngine, isWholeMatrix, onPath } from "../engine/findEngine";
import { goCaches } from "../engine/languages/languages";
import { startMinistack, type Ministack } from "../judge/ministack";
import { type GitServer, startGitServer } from "./gitServer";
import { names, publishedPackages, version } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

const { host, pathname } = new URL(names.repository);
const [, group = ""] = pathname.split("/");
/** As docs/install.md has it. */
const address = `${names.repository}.git/components`;

/**
 * A program of test/engine/languages that has the components from the address: what its author has in addition to it, and
 * how the SDK is called that `pulumi install` generates. It has the group of the address in its name.
 */
interface Consumer {
    language: string;
    /** What the program imports in the repository, and here. */
    imports?: [here: string, fromAddress: string];
    /** The file with the program's own dependencies, as the language's template has it. */
    files?: Record<string, string>;
    runtime?: string;
    environment?: Record<string, string>;
    needs?: string;
}

const consumers: readonly Consumer[] = [
    { language: "yaml" },
    {
        language: "typescript",
        imports: [`"@pulumi/gitlab-aws-oidc"`, `"@${group}/gitlab-aws-oidc"`],
    },
    {
        language: "python",
        imports: ["pulumi_gitlab_aws_oidc", `${group.replaceAll("-", "_")}_gitlab_aws_oidc`],
        files: { "requirements.txt": "pulumi>=3.0.0,<4.0.0\n" },
        runtime: "{ name: python, options: { toolchain: pip, virtualenv: venv } }",
        needs: "python3",
    },
    {
        language: "go",
        imports: [
            `"example.com/pulumi-gitlab-aws-oidc/sdk/go/gitlab-aws-oidc"`,
            `"github.com/${group}/pulumi-gitlab-aws-oidc/sdk/go/gitlabawsoidc"`,
        ],
        files: {
            "go.mod":
                "module example.com/program\n\ngo 1.24\n\nrequire github.com/pulumi/pulumi/sdk/v3 v3.260.0\n",
        },
        environment: goCaches,
        needs: "go",
    },
];

if (isWholeMatrix())
    describeWithEngine("the components from a Git address", () => {
        let aws: Ministack | undefined;
        let project: EngineProject;
        let server: GitServer | undefined;
        let missing: string | undefined;

        before(async function () {
            const packages = orSkip(this, await publishedPackages());
            aws = orSkip(this, await startMinistack());
            project = engineProject(aws.url);
            const repositories = join(project.folder, "repositories");
            const repository = join(repositories, `${pathname.slice(1)}.git`);
            mkdirSync(join(repository, ".."), { recursive: true });
            const own = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
            const git = (...args: string[]) => packages.mustRun(packages.folder, "git", ...own, ...args);
            // What the release changed, where this run made one; the copy's node_modules are this checkout's.
            if (packages.log !== undefined) {
                git("add", "--update");
                git("commit", "--quiet", "--allow-empty", "--message", "Release");
            }
            git("clone", "--quiet", "--bare", ".", repository);
            git("-C", repository, "tag", "--force", `v${version}`);
            server = await startGitServer(repositories, host);
        });

        after(async () => {
            await server?.stop();
            await aws?.stop();
            project.remove();
        });

        /** Runs the engine as a person does who has a network; this process answers meanwhile: it is the server. */
        async function pulumi(folder: string, args: string[], own: Record<string, string> = {}) {
            const environment = {
                ...process.env,
                ...project.environment,
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
                ...server?.environment,
                ...own,
            };
            const ended = await promisify(execFile)("pulumi", args, {
                cwd: folder,
                env: environment,
                maxBuffer: 64 << 20,
                timeout: 800_000,
            }).catch((error: unknown) => error as { stdout: string; stderr: string; code: number });
            const output = `${ended.stdout}${ended.stderr}`;
            if (/EAI_AGAIN|ENOTFOUND|ETIMEDOUT|NewConnectionError|dial tcp/.test(output))
                missing = "a package registry is not in reach";
            return { output, failed: "code" in ended };
        }

        /** The folders of the engine's plugins that it cloned. */
        const clones = () => {
            const plugins = join(project.environment["PULUMI_HOME"] ?? "", "plugins");
            return readdirSync(plugins)
                .filter((name) => name.endsWith(`-v${version}`))
                .map((name) => join(plugins, name));
        };

        for (const { language, imports, files = {}, runtime, environment, needs } of consumers) {
            it(`are cloned at a tag, built by the repository's own prepare, and previewed from ${language}`, async function () {
                if (needs !== undefined && onPath(needs) === undefined)
                    orSkip(this, { missing: `no ${needs} on PATH` });
                const where = `from-git-${language}`;
                const folder = join(project.folder, where);
                cpSync(join(__dirname, "../engine/languages", language), folder, { recursive: true });
                for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
                const replace = (file: string, from: string | RegExp, to: string) => {
                    const text = readFileSync(join(folder, file), "utf8");
                    const replaced = text.replace(from, to);
                    assert.notEqual(replaced, text, `${file}: nothing to replace`);
                    writeFileSync(join(folder, file), replaced);
                };
                replace("Pulumi.yaml", ": ../../../../components", `: ${address}@v${version}`);
                if (runtime !== undefined) replace("Pulumi.yaml", /^runtime: .*$/m, `runtime: ${runtime}`);
                const program = readdirSync(folder).find((file) => /^(index|__main__|main)\./.test(file));
                if (imports) replace(program ?? "", ...imports);

                const installed = await pulumi(folder, ["install"], environment);
                if (missing !== undefined) orSkip(this, { missing });
                assert.ok(!installed.failed, installed.output);
                assert.equal(clones().length, 1, installed.output);
                // Not in the repository: what `prepare` builds.
                assert.ok(existsSync(join(clones()[0] ?? "", "policy-pack/bin/index.js")), installed.output);
                assert.deepEqual(readdirSync(join(folder, "sdks")), [`${group}-gitlab-aws-oidc`]);

                const config = {
                    [`language-${language}:gitlabUrl`]: "https://gitlab.com",
                    [`language-${language}:project`]: "acme/web",
                };
                // Without the proxy and without permission to download: what was installed is all that is needed.
                const stack = (await project.stack("dev", config, where)).withEnvironment(environment ?? {});
                const { steps } = await stack.mustRun("preview");
                assert.ok(steps.some(({ op, type }) => op === "create" && type === "aws:iam/role:Role"));
            });
        }

        it("are added at the latest tag by `pulumi package add`", async function () {
            const folder = project.program("added", { "Pulumi.yaml": "name: added\nruntime: yaml\n" });
            const added = await pulumi(folder, ["package", "add", address]);
            if (missing !== undefined) orSkip(this, { missing });
            assert.ok(!added.failed, added.output);
            const { packages } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as {
                packages: Record<string, string>;
            };
            assert.deepEqual(packages, {
                "gitlab-aws-oidc": `${address.replace("https://", "")}@${version}`,
            });
            assert.equal(clones().length, 1, added.output);
        });
    });

describe("the repository as an npm package", () => {
    it("exports nothing: `npm install` of a Git address installs the project, none of whose packages would work", () => {
        // What Node.js resolves for a program in whose node_modules npm has put the repository.
        const { name, exports } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
            name: string;
            exports: unknown;
        };
        assert.equal(name, "gitlab-aws-oidc-project");
        for (const path of ["", "/components", "/components/index.js", "/policy-pack", "/trust"])
            assert.throws(() => require.resolve(`${name}${path}`), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
        assert.deepEqual(exports, { "./package.json": "./package.json" });
    });
});
