import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rename, writeNames, writtenNames } from "../../scripts/names";
import { project } from "../../trust/project";

describe("the names of packages and repository", () => {
    it("are those of trust/project.ts", () => {
        assert.deepEqual(writtenNames(), { ...project });
    });

    it("are replaced wherever a file spells them, and nowhere else", () => {
        const from = { npmScope: "@OWNER", repository: "https://gitlab.example.com/OWNER/gitlab-aws-oidc" };
        const to = { npmScope: "@acme", repository: "https://gitlab.com/acme/platform/oidc" };
        const text = [
            'import { ProjectRole } from "@OWNER/gitlab-aws-oidc-components";',
            "npm install ./OWNER-gitlab-aws-oidc-policies-0.1.0.tgz ./OWNER-gitlab-aws-oidc-0.1.0.tgz",
            "pulumi package add https://gitlab.example.com/OWNER/gitlab-aws-oidc.git/components",
            "npx --no-install gitlab-aws-oidc preview # OWNER",
        ].join("\n");
        assert.equal(
            rename(text, from, to),
            [
                'import { ProjectRole } from "@acme/gitlab-aws-oidc-components";',
                "npm install ./acme-gitlab-aws-oidc-policies-0.1.0.tgz ./acme-gitlab-aws-oidc-0.1.0.tgz",
                "pulumi package add https://gitlab.com/acme/platform/oidc.git/components",
                "npx --no-install gitlab-aws-oidc preview # OWNER",
            ].join("\n"),
        );
    });

    it("are written into committed files, once", () => {
        const folder = mkdtempSync(join(tmpdir(), "names-"));
        try {
            const write = (file: string, text: string) => {
                mkdirSync(dirname(join(folder, file)), { recursive: true });
                writeFileSync(join(folder, file), text);
            };
            const manifest = {
                name: "@OWNER/gitlab-aws-oidc-components",
                homepage: "https://a.example#readme",
            };
            write("components/package.json", JSON.stringify(manifest));
            write("docs/a.md", "@OWNER/gitlab-aws-oidc of https://a.example");
            write("docs/b.md", "nothing");
            execFileSync("git", ["init", "-q"], { cwd: folder });
            execFileSync("git", ["add", "."], { cwd: folder });
            write("notes.md", "@OWNER/gitlab-aws-oidc");
            const names = { npmScope: "@acme", repository: "https://b.example" };
            assert.deepEqual(writeNames(folder, names).sort(), ["components/package.json", "docs/a.md"]);
            assert.deepEqual(writtenNames(folder), names);
            assert.equal(
                readFileSync(join(folder, "docs/a.md"), "utf8"),
                "@acme/gitlab-aws-oidc of https://b.example",
            );
            assert.deepEqual(writeNames(folder, names), []);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
