import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { readFederationArgs } from "../../components";
import { buildCommand } from "../cli/buildCommand";
import { root, runCommand } from "../cli/runCommand";
import { includeComponent, readComponent } from "../templates/component";
import { checkCiFiles } from "../tools/ciSchema";
import { installJobTools } from "../tools/jobTools";
import { documents } from "./documents";
import { orSkip } from "../tools/orSkip";

interface CiFile {
    include?: { component: string; inputs: Record<string, string> }[];
}

/** A text that a reader copies into `.gitlab-ci.yml`. */
interface CiText {
    place: string;
    text: string;
}

const all = documents();
const blocksOf = (language: string) =>
    all.flatMap(({ path, blocks }) =>
        blocks
            .filter((block) => block.language === language)
            .map(({ text, line }) => ({ text, place: `${path}:${String(line)}` })),
    );

const examples = join(root, "examples");
const ciTexts: CiText[] = [
    ...blocksOf("yaml").filter(({ text }) => text.includes("component:")),
    ...readdirSync(examples)
        .map((name) => join(examples, name, ".gitlab-ci.yml"))
        .filter((file) => existsSync(file))
        .map((file) => ({ place: file, text: readFileSync(file, "utf8") })),
];

describe("the files that the documents show", () => {
    it("are stack configs that the program takes", () => {
        const configs = blocksOf("yaml").filter(({ text }) => text.includes("gitlab-aws-oidc:roles"));
        assert.ok(configs.length > 1);
        for (const { text, place } of configs) {
            const { config } = parse(text) as { config: Record<string, unknown> };
            const args = Object.entries(config)
                .filter(([key]) => key.startsWith("gitlab-aws-oidc:"))
                .map(([key, value]) => [key.slice(key.indexOf(":") + 1), value]);
            const read = () =>
                readFederationArgs(Object.fromEntries(args), { what: place, roleNamePrefix: "gitlab-dev" });
            assert.doesNotThrow(read, place);
        }
    });

    it("are policy configs that the pack takes", async function () {
        this.timeout(60_000);
        buildCommand();
        const folder = mkdtempSync(join(tmpdir(), "policy-config-"));
        const guides = blocksOf("json").filter(({ place }) => place.startsWith("docs/security-team.md"));
        assert.ok(guides.length > 0);
        for (const { text, place } of guides) {
            const file = join(folder, "config.json");
            writeFileSync(file, text);
            const { code, stdout, stderr } = await runCommand(["policy-config", file]);
            assert.equal(code, 0, `${place}\n${stdout}${stderr}`);
        }
        rmSync(folder, { recursive: true });
    });

    it("include components that are there, with inputs that they take", () => {
        assert.ok(ciTexts.length > 4);
        for (const { text, place } of ciTexts)
            for (const { component, inputs } of (parse(text) as CiFile).include ?? []) {
                const name = /\/([\w-]+)@(?:v\d+\.\d+\.\d+|main)$/.exec(component)?.[1];
                assert.ok(name !== undefined, `${place}: ${component}`);
                assert.doesNotThrow(() => readComponent(name), place);
                assert.doesNotThrow(() => includeComponent(name, inputs), place);
            }
    });

    it("are pipelines that GitLab's CI schema takes", function () {
        this.timeout(300_000);
        const tools = orSkip(this, installJobTools());
        const folder = mkdtempSync(join(tmpdir(), "ci-"));
        const files = ciTexts.map(({ text }, index) => {
            const file = join(folder, `${String(index)}.yml`);
            writeFileSync(file, stringify(parse(text)));
            return file;
        });
        checkCiFiles(tools.bin, files);
        rmSync(folder, { recursive: true });
    });

    it("link to files that are there", () => {
        for (const { path, text } of all.filter((one) => one.path !== "docs/policies.md"))
            for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g))
                if (!/^[a-z]+:/.test(target))
                    assert.ok(existsSync(join(root, dirname(path), target)), `${path}: ${target}`);
    });
});
