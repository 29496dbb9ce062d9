import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { engineProject, type EngineProject } from "../engine/engineProject";
import { describeWithEngine, isWholeMatrix } from "../engine/findEngine";
import { languages } from "../engine/languages/languages";
import { startMinistack, type Ministack } from "../judge/ministack";
import { publishedPackages, version } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

// YAML needs no SDK: the engine asks the archive itself. TypeScript programs import the package.
const others = languages.filter(({ name }) => name !== "typescript" && (name === "yaml" || isWholeMatrix()));

for (const { name, prepare } of others) {
    describeWithEngine(`the components' archive from ${name}`, () => {
        let aws: Ministack | undefined;
        let project: EngineProject | undefined;

        after(async () => {
            await aws?.stop();
            project?.remove();
        });

        it("is a Pulumi package that the engine previews", async function () {
            const packages = orSkip(this, await publishedPackages());
            aws = orSkip(this, await startMinistack());
            project = engineProject(aws.url);
            // Where the programs expect the components, the archive as it was published.
            const components = join(project.folder, "components");
            rmSync(components, { recursive: true });
            mkdirSync(components);
            const archive = readdirSync(packages.archives).find((file) => file.includes("-components-"));
            const from = join(packages.archives, archive ?? "");
            execFileSync("tar", ["-xzf", from, "-C", components, "--strip-components=1"]);

            // `pulumi package add` would install what the archive needs into the copy's workspace, which is this checkout's.
            const schema = JSON.parse(readFileSync(join(components, "schema.json"), "utf8")) as {
                name: string;
                version: string;
                namespace?: string;
            };
            assert.deepEqual([schema.name, schema.version], ["gitlab-aws-oidc", version]);
            // A namespace would name the SDKs of other languages after the npm scope.
            assert.equal(schema.namespace, undefined);
            assert.doesNotMatch(
                readFileSync(join(components, "plugin.js"), "utf8"),
                /require\("typescript"\)/,
            );

            const where = join("test/engine/languages", name);
            cpSync(join(__dirname, "../engine/languages", name), join(project.folder, where), {
                recursive: true,
            });
            const prepared = orSkip(this, prepare(join(project.folder, where), project.environment));
            const config = {
                [`language-${name}:gitlabUrl`]: "https://gitlab.com",
                [`language-${name}:project`]: "acme/web",
            };
            const stack = (await project.stack("dev", config, where)).withEnvironment(prepared.environment);
            const { steps } = await stack.mustRun("preview");
            assert.ok(steps.some(({ op, type }) => op === "create" && type === "aws:iam/role:Role"));
        });
    });
}
