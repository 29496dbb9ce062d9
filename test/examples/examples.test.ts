import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { buildCommand } from "../cli/buildCommand";
import { root } from "../cli/runCommand";
import { previewExample } from "./previewExample";
import { readmeTable } from "./readmeTable";

const folder = join(root, "examples");

/** The options of the preview that an example's README names, beside its folder. */
const further: Record<string, string[]> = {
    "app-stack": [
        "--stack-outputs",
        `organization/gitlab-aws-oidc/dev=${join(folder, "app-stack/federation-outputs.json")}`,
    ],
};

/** Examples that no preview here can run: three are no Node programs, one has a dependency that is not installed here. */
const elsewhere = ["yaml", "python", "go", "gitlab-side"];

/** Examples whose programs make no role. */
const withoutRoles = ["organization"];

const isProgram = (name: string) => existsSync(join(folder, name, "Pulumi.yaml"));
const examples = readdirSync(folder).filter((name) => isProgram(name) && !elsewhere.includes(name));

describe("the examples", function () {
    this.timeout(120_000);

    before(buildCommand);

    for (const name of examples) {
        const readme = readFileSync(join(folder, name, "README.md"), "utf8");

        it(`${name}: no mandatory finding, every trust policy known, outputs as the README says`, async () => {
            const document = await previewExample(join(folder, name), ...(further[name] ?? []));
            assert.deepEqual(
                document.policies.violations.filter(({ level }) => level === "mandatory"),
                [],
            );
            assert.ok(document.access.every(({ isKnown }) => isKnown));
            const { outputs } = document;
            const arns = JSON.stringify([outputs["roleArns"] ?? outputs["roleArn"]]);
            if (!withoutRoles.includes(name)) assert.match(arns, /arn:aws:iam::\d{12}:role\//);
            assert.doesNotMatch(arns, /unknown/);
            assert.deepEqual(Object.keys(outputs).sort(), readmeTable(readme, "output").sort());
            const { config } = parse(readFileSync(join(folder, name, "Pulumi.dev.yaml"), "utf8")) as {
                config: object;
            };
            const own = Object.keys(config).filter((key) => key.startsWith(`${document.project}:`));
            const documented = readmeTable(readme, "config").map((key) => `${document.project}:${key}`);
            assert.deepEqual(own.filter((key) => !documented.includes(key)).sort(), []);
        });
    }
});
