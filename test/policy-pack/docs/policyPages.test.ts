import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { policyPages } from "../../../policy-pack/docs/policyPages";
import { packPolicies } from "../../../policy-pack/policies";
import { project } from "../../../trust/project";

const root = join(__dirname, "..", "..", "..");

describe("the pages about policies", () => {
    let pages: Map<string, string>;
    before(async () => {
        pages = await policyPages();
    });

    it("are what the policies and their cases say; if not: npm run generate", () => {
        for (const [path, text] of pages) {
            const file = join(root, path);
            assert.ok(
                existsSync(file) && readFileSync(file, "utf8") === text,
                `${path} is stale: npm run generate`,
            );
        }
    });

    it("are there for the policies that there are, and no others", () => {
        const files = readdirSync(join(root, "docs", "policies")).sort();
        assert.deepEqual(files, packPolicies.map(({ name }) => `${name}.md`).sort());
    });

    it("are those that a finding's address leads to", () => {
        for (const { sdk } of packPolicies) {
            const path = sdk.url?.replace(`${project.repository}/-/blob/main/`, "") ?? "";
            assert.ok(pages.has(path), sdk.url);
        }
    });

    it("have every policy in the index and in the README's table, in running order", () => {
        for (const page of ["docs/policies.md", "policy-pack/README.md"]) {
            const rows = [...(pages.get(page) ?? "").matchAll(/^\| \[?`([\w-]+)`/gm)].map(([, name]) => name);
            assert.deepEqual(
                rows,
                packPolicies.map(({ name }) => name),
                page,
            );
        }
    });
});
