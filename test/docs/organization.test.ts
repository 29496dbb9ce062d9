import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AccessDocument } from "../../cli/commands/access";
import { buildCommand } from "../cli/buildCommand";
import { inProcess } from "../cli/inProcess";
import { root } from "../cli/runCommand";
import { previewExample } from "../examples/previewExample";
import { codeBlocks } from "./codeBlocks";

const text = readFileSync(join(root, "docs/organization.md"), "utf8");
const example = join(root, "examples/organization");

/** The lines of our command that name files which are there, as its arguments. */
const tried = codeBlocks(text)
    .filter(({ language }) => language === "sh")
    .flatMap((block) => block.text.split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter(([npx, , name, verb = ""]) => npx === "npx" && name === "gitlab-aws-oidc" && verb !== "preview")
    .map((words) => words.slice(3))
    .filter((words) =>
        words.filter((word) => word.endsWith(".json")).every((word) => existsSync(join(root, word))),
    );
const commandOf = (verb: string): string[] => {
    const found = tried.find(([first]) => first === verb);
    assert.ok(found, `docs/organization.md has no ${verb} of the example's own files`);
    return found;
};

describe("docs/organization.md, from simulation to enforcement", function () {
    this.timeout(120_000);

    it("has its steps in order", () => {
        const numbers = [...text.matchAll(/^### (\d+)\. /gm)].map(([, number]) => Number(number));
        assert.deepEqual(numbers, [1, 2, 3, 4, 5]);
    });

    it("step 1: the file is the document of the program, and no policy has anything against it", async () => {
        buildCommand();
        const { outputs, policies } = await previewExample(example);
        assert.deepEqual(policies.violations, []);
        const documents = outputs["policyDocuments"] as Record<string, string>;
        const file: unknown = JSON.parse(readFileSync(join(example, "guardrail.json"), "utf8"));
        assert.deepEqual(JSON.parse(documents["web-identity-resource-control-1"] ?? ""), file);
    });

    it("step 2: the simulation keeps out strangers of the role made by hand, and nobody else", async () => {
        const { code, stdout, stderr } = await inProcess([...commandOf("access"), "--json"], { cwd: root });
        assert.equal(code, 0, stderr);
        const { roles, denied = [] } = JSON.parse(stdout) as AccessDocument;
        assert.deepEqual(
            denied.map(({ role, proof }) => [role, proof]),
            [["made-by-hand", "certain"]],
        );
        // The role with the exception's tag, and one in the other form of subject, lose nothing.
        assert.deepEqual(
            roles.map(({ role, entries }) => [role, entries.length]),
            [
                ["deploy-api", 1],
                ["deploy-web", 1],
                ["made-by-hand", 1],
                ["partner", 1],
            ],
        );
    });

    it("step 3: a job of the organization can assume the role", async () => {
        const { code, stderr } = await inProcess(commandOf("explain"), { cwd: root });
        assert.equal(code, 0, stderr);
    });

    // Steps 4 and 5 are test/engine/organization.test.ts: to a unit, and from there to the root.
});
