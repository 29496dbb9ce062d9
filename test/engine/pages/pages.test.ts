import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeGitLabLibrary } from "../../examples/gitlabStandIn";
import { startMinistack, type Ministack } from "../../judge/ministack";
import { engineProject, type EngineProject } from "../engineProject";
import { describeWithEngine, isWholeMatrix } from "../findEngine";
import { assertDeployed, follow, offline } from "./newcomer";
import { pages } from "./pages";
import { orSkip } from "../../tools/orSkip";

const root = join(__dirname, "../../..");

describe("the pages that lead to a deployed stack", () => {
    it("have every example that is a program", () => {
        const programs = readdirSync(join(root, "examples")).filter((name) =>
            existsSync(join(root, "examples", name, "Pulumi.yaml")),
        );
        const followed = pages.map(({ file }) => file);
        assert.deepEqual(
            programs.map((name) => `examples/${name}/README.md`).filter((file) => !followed.includes(file)),
            [],
        );
    });

    it("use no Pulumi that the reader does not have", () => {
        for (const { file } of pages)
            assert.doesNotMatch(readFileSync(join(root, file), "utf8"), /^pulumi /m, file);
    });
});

for (const page of pages) {
    if (page.always !== true && !isWholeMatrix()) continue;
    describeWithEngine(
        `a newcomer who follows ${page.file}`,
        () => {
            let aws: Ministack | undefined;
            let project: EngineProject | undefined;

            before(async function () {
                aws = orSkip(this, await startMinistack());
                project = engineProject(aws.url);
                const given = readdirSync(root).filter((name) =>
                    /^Pulumi\.\w+\.yaml$|^policy-config/.test(name),
                );
                for (const each of [...given, "policy-pack", "cli"])
                    cpSync(join(root, each), join(project.folder, each), { recursive: true });
                writeGitLabLibrary(join(project.folder, "examples/gitlab-side"));
            });

            after(async () => {
                await aws?.stop();
                project?.remove();
            });

            it("has a deployed stack in the end", async function () {
                assert.ok(project && aws);
                const replace = (await page.prepare?.(aws.url)) ?? [];
                const followed = await follow(page, { project, replace });
                const missing = page.installs && followed.code !== 0 ? offline(followed) : undefined;
                if (missing !== undefined) {
                    console.log(`      ${missing}: skipped`);
                    return this.skip();
                }
                assertDeployed(page, followed);
            });
        },
        page.missing,
    );
}
