import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { formattedPages, pagesFile } from "../../../policy-pack/docs/formatPages";
import { otherFinders } from "../../../policy-pack/docs/otherFinders";
import { policies } from "../../../policy-pack/policies";

describe("docs/policies.md", () => {
    it("is what the policies and their examples say; if not, run policy-pack/docs/writePages.ts", async () => {
        assert.equal(readFileSync(pagesFile, "utf8"), await formattedPages());
    });

    it("says of each policy, and of no other, who else finds what it finds", () => {
        assert.deepEqual(Object.keys(otherFinders).sort(), policies.map(({ name }) => name).sort());
    });

    it("has the section that each policy's url names", () => {
        const pages = readFileSync(pagesFile, "utf8");
        for (const { name, url } of policies) {
            assert.equal(url, `docs/policies.md#${name}`);
            assert.ok(pages.includes(`\n## ${name}\n`), name);
        }
    });
});
