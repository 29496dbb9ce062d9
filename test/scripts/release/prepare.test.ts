import assert from "node:assert/strict";
import { join } from "node:path";
import { changelogEntry, releaseProblems } from "../../../scripts/release/checks";
import { closeChangelog, withVersion } from "../../../scripts/release/prepare";
import { componentsRef, componentsAddress, isPlaceholder, project } from "../../../trust/project";

const root = join(__dirname, "../../..");

describe("preparing a release", () => {
    it("is refused while the names are placeholders", function () {
        if (!isPlaceholder(project.npmScope)) return this.skip();
        const problems = releaseProblems("0.1.0", { folder: root, names: project, componentsRef });
        for (const key of ["npmScope", "repository"])
            assert.ok(
                problems.some((problem) => problem.includes(`${key} is still the placeholder`)),
                problems.join("\n"),
            );
    });

    it("names every place that has another version", () => {
        const problems = releaseProblems("99.0.0", { folder: root, names: project, componentsRef });
        assert.ok(
            problems.filter((problem) => problem.endsWith("not 99.0.0.")).length >= 10,
            problems.join("\n"),
        );
        assert.ok(
            releaseProblems("1.0", { folder: root, names: project, componentsRef })
                .join()
                .includes("1.0 is not"),
        );
    });

    it("moves what is unreleased below the version", () => {
        const text =
            "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0] - 2026-01-01\n\n- B.\n";
        const closed = closeChangelog(text, "0.2.0", "2026-12-01");
        assert.deepEqual(changelogEntry(closed, "0.2.0"), { text: "### Added\n\n- A.", date: "2026-12-01" });
        assert.equal(changelogEntry(closed, "Unreleased")?.text, "");
        assert.equal(changelogEntry(closed, "0.1.0")?.text, "- B.");
        assert.equal(changelogEntry(closed, "0.3.0"), undefined);
        const again = closeChangelog(closed, "0.2.1", "2026-12-02");
        assert.equal(changelogEntry(again, "0.2.1")?.text, "No change.");
        assert.equal(changelogEntry(again, "0.2.0")?.text, "### Added\n\n- A.");
    });

    it("writes the version where components are included and archives are named", () => {
        const text = [
            `- component: ${componentsAddress}/aws-credentials@main`,
            `- component: ${componentsAddress}/pulumi-deploy@v0.1.0`,
            `pulumi package add ${project.repository}.git/components`,
            `pulumi package add ${project.repository}.git/components@v0.1.0`,
            "npm install ./x-gitlab-aws-oidc-0.1.0.tgz",
            "image: node@20",
        ];
        assert.deepEqual(withVersion(text.join("\n"), "0.1.0", "0.2.0").split("\n"), [
            `- component: ${componentsAddress}/aws-credentials@v0.2.0`,
            `- component: ${componentsAddress}/pulumi-deploy@v0.2.0`,
            `pulumi package add ${project.repository}.git/components@v0.2.0`,
            `pulumi package add ${project.repository}.git/components@v0.2.0`,
            "npm install ./x-gitlab-aws-oidc-0.2.0.tgz",
            "image: node@20",
        ]);
    });
});
