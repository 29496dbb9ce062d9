import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { engineProject, type EngineProject } from "../engineProject";
import type { EngineStack } from "../engineStack";
import { describeWithEngine, isWholeMatrix } from "../findEngine";
import { languages } from "./languages";
import { orSkip } from "../../tools/orSkip";

for (const { name, prepare, always } of languages) {
    if (always !== true && !isWholeMatrix()) continue;
    describeWithEngine(`the components from ${name}`, () => {
        let aws: Ministack | undefined;
        let project: EngineProject | undefined;
        let stack: EngineStack;
        const config = (gitlabUrl: string, path: string) => ({
            [`language-${name}:gitlabUrl`]: gitlabUrl,
            [`language-${name}:project`]: path,
        });
        const right = config("https://gitlab.com", "acme/web");

        before(async function () {
            aws = orSkip(this, await startMinistack());
            project = engineProject(aws.url);
            // As deep as here, so that the components are where the program says.
            const where = join("test/engine/languages", name);
            const folder = join(project.folder, where);
            cpSync(join(__dirname, name), folder, { recursive: true });
            const prepared = orSkip(this, prepare(folder, project.environment));
            stack = (await project.stack("dev", right, where)).withEnvironment(prepared.environment);
        });

        after(async () => {
            await aws?.stop();
            project?.remove();
        });

        it("shows bad arguments all at once, with their places and without a stack trace", async () => {
            stack.configure(config("https://gitlab.com/", "acme"));
            const { code, output, errors, steps } = await stack.run("preview");
            assert.notEqual(code, 0, output);
            // The engine stops a program once a component has failed. Python's runtime may report that it was stopped, in an
            // error of its own, with the place in the runtime.
            const own = errors.filter((error) => !error.includes("resource monitor shut down"));
            const said = own.join("\n");
            assert.match(said, /\bgitlabUrl\b[^\n]*"https:\/\/gitlab\.com\/"/, output);
            assert.match(said, /\broles\.web\.subjects\[0\]\.project\b[^\n]*"acme"/, output);
            assert.doesNotMatch(said, /\n\s+at \S|Traceback|goroutine \d|panic:/, output);
            assert.deepEqual(
                steps.filter(({ type }) => type.startsWith("aws:")),
                [],
            );
        });

        it("previews, with a trust policy that the pack can judge", async () => {
            assert.ok(project);
            stack.configure(right);
            const { violations } = await stack.mustRun("preview", "--policy-pack", project.policyPack);
            // The path alone identifies the project: an advisory of the pack, about the role of this program.
            assert.deepEqual(
                [...new Set(violations.map(({ policy }) => policy))],
                ["trust-project-identity"],
            );
        });

        it("deploys, has nothing to change then, and destroys", async () => {
            await stack.mustRun("up");
            assert.deepEqual((await stack.outputs())["roleArns"], {
                web: `arn:aws:iam::123456789012:role/${name}-web`,
            });
            await stack.mustRun("preview", "--expect-no-changes");
            await stack.mustRun("destroy");
        });
    });
}
