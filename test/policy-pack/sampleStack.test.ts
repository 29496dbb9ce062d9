import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PreviewDocument } from "../../cli/commands/preview";
import { buildCommand } from "../cli/buildCommand";
import { runCommand } from "../cli/runCommand";

describe("the sample stack", () => {
    let folder: string;
    before(() => {
        buildCommand();
        folder = mkdtempSync(join(tmpdir(), "sample-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    const preview = async (...options: string[]) => {
        const { code, stdout, stderr } = await runCommand(["preview", "--json", ...options]);
        // Where it takes long, progress is shown there.
        assert.doesNotMatch(stderr, /error/i);
        return { code, policies: (JSON.parse(stdout) as PreviewDocument).policies };
    };

    it("passes with the committed policy config, which says what it allows and why", async () => {
        const { code, policies } = await preview();
        assert.equal(code, 0);
        assert.match(policies.configFile ?? "", /policy-config\.json$/);
        const mandatory = policies.violations.filter(({ level }) => level === "mandatory");
        assert.deepEqual(mandatory, []);
        const allowed = policies.violations.filter(({ message }) =>
            message.includes("IS ALLOWED BY THE CONFIG"),
        );
        assert.deepEqual(
            allowed.map(({ policy, level }) => [policy, level]),
            [["trust-subject-projects", "advisory"]],
        );
        const [shown] = allowed;
        assert.match(shown?.urn ?? "", /gitlab:shop-read$/);
        assert.match(shown?.message ?? "", /"project_path:acme\/shop\/\*:ref_type:branch:ref:\*"/);
        assert.match(shown?.message ?? "", /Reason: Every project of the shop reads its build cache/);
    });

    it("is blocked without it, for its broad subject alone", async () => {
        const none = join(folder, "none.json");
        writeFileSync(none, "{}");
        const { code, policies } = await preview("--policy-config", none);
        assert.equal(code, 1);
        const mandatory = policies.violations.filter(({ level }) => level === "mandatory");
        assert.deepEqual(
            mandatory.map(({ policy, urn }) => [policy, urn?.replace(/^.*::/, "")]),
            [["trust-subject-projects", "gitlab:shop-read"]],
        );
    });

    it("is blocked by an allowance for almost the same text", async () => {
        const almost = join(folder, "almost.json");
        const entry = {
            issuer: "https://gitlab.com",
            pattern: "project_path:acme/*:ref_type:branch:ref:*",
            reason: "wider than what the stack has",
        };
        writeFileSync(almost, JSON.stringify({ "trust-subject-projects": { allowedSubjects: [entry] } }));
        assert.equal((await preview("--policy-config", almost)).code, 1);
    });
});
