import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineProject, type EngineProject } from "../engine/engineProject";
import { isWholeMatrix, missingEngine, onPath } from "../engine/findEngine";
import { assertDeployed, follow, offline } from "../engine/pages/newcomer";
import { pages } from "../engine/pages/pages";
import { writeGitLabLibrary } from "../examples/gitlabStandIn";
import { startMinistack, type Ministack } from "../judge/ministack";
import { names, publishedPackages, type PublishedPackages } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

const root = join(__dirname, "../..");
const examples = pages.filter(
    ({ file }) => file.startsWith("examples/") && (isWholeMatrix() || file.includes("/basic/")),
);

/** The dependency of one example that a registry may lack: the stand-in is tried then. */
const gitLabLibrary = "@pulumi/gitlab";

interface Manifest {
    dependencies: Record<string, string>;
}

for (const page of examples) {
    const name = page.file.split("/")[1] ?? "";

    describe(`the example ${name}, copied out of the repository`, function () {
        this.timeout(1_200_000);
        let packages: PublishedPackages;
        let folder = "";
        let aws: Ministack | undefined;
        let project: EngineProject | undefined;
        const manifest = join(root, "examples", name, "package.json");
        const isNode = existsSync(manifest);

        before(async function () {
            packages = orSkip(this, await publishedPackages());
            folder = packages.emptyFolder(`example-${name}`);
            cpSync(join(packages.folder, "examples", name), folder, {
                recursive: true,
                filter: (path) => !/node_modules|\/(?:sdks|venv)$/.test(path),
            });
            install();
        });

        after(async () => {
            await aws?.stop();
            project?.remove();
        });

        /** What the README says about a copy: the archives in place of folders of the repository. */
        function install(): void {
            const archives = [packages.archive("-policies")];
            if (!isNode) {
                const components = packages.emptyFolder(`components-for-${name}`);
                const archive = packages.archive("-components");
                packages.mustRun(components, "tar", "-xzf", archive, "--strip-components=1");
                packages.mustRun(components, "npm", "install");
                const file = join(folder, "Pulumi.yaml");
                const text = readFileSync(file, "utf8");
                assert.match(text, /: \.\.\/\.\.\/components$/m);
                writeFileSync(file, text.replace("../../components", components));
            } else {
                const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
                if (Object.values(dependencies).includes("file:../../components"))
                    archives.push(packages.archive("-components"));
                if (gitLabLibrary in dependencies) withoutGitLab();
            }
            packages.mustRun(folder, "npm", "install", ...archives);
        }

        function withoutGitLab(): void {
            if (packages.run(folder, "npm", "view", gitLabLibrary, "version").code === 0) return;
            console.log(`      the registry has no ${gitLabLibrary}: with the stand-in`);
            const own = join(folder, "package.json");
            const text = JSON.parse(readFileSync(own, "utf8")) as Manifest;
            // A dependency like any other: npm removes from node_modules what nobody depends on.
            const standIn = "stand-in";
            writeGitLabLibrary(join(folder, standIn));
            const library = join(standIn, "node_modules", gitLabLibrary);
            writeFileSync(
                join(folder, library, "package.json"),
                JSON.stringify({ name: gitLabLibrary, version: "9.9.0" }),
            );
            text.dependencies[gitLabLibrary] = `file:./${library}`;
            writeFileSync(own, JSON.stringify(text));
        }

        if (isNode)
            it("is previewed by the installed command", () => {
                const tools = packages.emptyFolder("copies-command");
                const command = join(tools, "node_modules", `${names.npmScope}/gitlab-aws-oidc`);
                if (!existsSync(command))
                    packages.mustRun(tools, "npm", "install", `${names.npmScope}/gitlab-aws-oidc`);
                const { code, output } = packages.run(
                    folder,
                    process.execPath,
                    join(command, "bin/gitlab-aws-oidc.js"),
                    "preview",
                    ...(page.first === undefined ? [] : ["--stack-outputs", federationOutputs()]),
                );
                assert.equal(code, 0, output);
                assert.match(output, /Resources/);
                assert.doesNotMatch(output, /Cannot find|MODULE_NOT_FOUND|npm ci/);
            });

        /** Outputs of the sample stack, for examples that refer to it. */
        function federationOutputs(): string {
            const file = join(packages.folder, "examples/app-stack/federation-outputs.json");
            const outputs = JSON.parse(readFileSync(file, "utf8")) as { roleArns: Record<string, string> };
            const [arn = ""] = Object.values(outputs.roleArns);
            for (const key of ["infra-preview", "infra-deploy"]) outputs.roleArns[key] = arn;
            const own = join(packages.emptyFolder("federation"), "outputs.json");
            writeFileSync(own, JSON.stringify(outputs));
            return `organization/gitlab-aws-oidc/dev=${own}`;
        }

        it("is deployed by its README's commands", async function () {
            const missing = missingEngine() ?? page.missing?.();
            aws = orSkip(this, missing === undefined ? await startMinistack() : { missing });
            project = engineProject(aws.url);
            const given = readdirSync(root).filter((file) => /^Pulumi\.\w+\.yaml$|^policy-config/.test(file));
            for (const each of [...given, "policy-pack"])
                cpSync(join(root, each), join(project.folder, each), { recursive: true });
            const replace = (await page.prepare?.(aws.url)) ?? [];
            const pack = `node_modules/${names.npmScope}/gitlab-aws-oidc-policies`;
            const followed = await follow(page, {
                project,
                folder,
                npm: onPath("npm") ?? "npm",
                environment: packages.environment,
                replace: [...replace, [/\.\.\/\.\.\/policy-pack/, pack]],
            });
            const unreachable = page.installs && followed.code !== 0 ? offline(followed) : undefined;
            if (unreachable !== undefined) {
                console.log(`      ${unreachable}: skipped`);
                return this.skip();
            }
            assertDeployed(page, followed);
        });
    });
}
