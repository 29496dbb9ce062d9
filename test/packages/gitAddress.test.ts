import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { engineProject, type EngineProject } from "../engine/engineProject";
import { describeWithEngine, isWholeMatrix } from "../engine/findEngine";
import { startMinistack, type Ministack } from "../judge/ministack";
import { type GitServer, startGitServer } from "./gitServer";
import { names, publishedPackages, version } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

const group = "acme-test";

if (isWholeMatrix())
    describeWithEngine("the components from a Git address", () => {
        let aws: Ministack | undefined;
        let project: EngineProject | undefined;
        let server: GitServer | undefined;
        let missing: string | undefined;

        before(async function () {
            const packages = orSkip(this, await publishedPackages());
            aws = orSkip(this, await startMinistack());
            project = engineProject(aws.url);
            const repositories = join(project.folder, "repositories");
            mkdirSync(join(repositories, group), { recursive: true });
            const own = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
            const git = (...args: string[]) => packages.mustRun(packages.folder, "git", ...own, ...args);
            // What the release changed; the copy's node_modules are this checkout's.
            git("add", "--update");
            git("commit", "--quiet", "--allow-empty", "--message", "Release");
            git("tag", "--force", `v${version}`);
            git("clone", "--quiet", "--bare", ".", join(repositories, group, "gitlab-aws-oidc.git"));
            server = await startGitServer(repositories);
        });

        after(async () => {
            await server?.stop();
            await aws?.stop();
            project?.remove();
        });

        it("are cloned at a tag, built by the repository's own prepare, and previewed", async function () {
            assert.ok(project && server);
            const address = `${server.url}/${group}/gitlab-aws-oidc.git/components@v${version}`;
            const example = readFileSync(join(__dirname, "../../examples/yaml/Pulumi.yaml"), "utf8");
            assert.match(example, /: \.\.\/\.\.\/components$/m);
            const folder = project.program("from-git", {
                "Pulumi.yaml": example.replace("../../components", address),
            });
            const environment = {
                ...project.environment,
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
                SSL_CERT_FILE: server.caFile,
            };
            // This process answers meanwhile: it is the server.
            const ended = await promisify(execFile)("pulumi", ["install"], {
                cwd: folder,
                env: { ...process.env, ...environment },
                maxBuffer: 64 << 20,
                timeout: 800_000,
            }).catch((error: unknown) => error as { stdout: string; stderr: string; code: number });
            const output = `${ended.stdout}${ended.stderr}`;
            if (/EAI_AGAIN|ENOTFOUND|ETIMEDOUT/.test(output)) missing = "npm's registry is not in reach";
            if (missing !== undefined) {
                console.log(`      ${missing}: skipped`);
                return this.skip();
            }
            assert.ok(!("code" in ended), output);

            const plugins = join(project.environment["PULUMI_HOME"] ?? "", "plugins");
            const [clone = ""] = readdirSync(plugins).filter((name) => name.endsWith(`-v${version}`));
            // Not in the repository: what `prepare` builds.
            assert.ok(existsSync(join(plugins, clone, "policy-pack/bin/index.js")), output);
            // As docs/install.md says, the group of the address is in the SDK's name.
            assert.deepEqual(readdirSync(join(folder, "sdks")), [`${group}-gitlab-aws-oidc`]);
            assert.ok(names.repository.includes(`/${group}/`));

            // The YAML host of 3.260 then looks for a plugin by the package's name, which no address has: the clone by its path.
            project.program("from-clone", {
                "Pulumi.yaml": example.replace("../../components", join(plugins, clone, "components")),
            });
            const stack = await project.stack("dev", {}, "from-clone");
            const { steps } = await stack.mustRun("preview");
            assert.ok(steps.some(({ op, type }) => op === "create" && type === "aws:iam/role:Role"));
        });
    });
