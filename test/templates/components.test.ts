import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { generatedTemplates } from "../../templates/source/generate";
import { checkedOutput } from "../tools/checkedOutput";
import { checkCiFiles } from "../tools/ciSchema";
import { installJobTools } from "../tools/jobTools";
import { includeComponent, readComponent, templatesFolder } from "./component";
import { orSkip } from "../tools/orSkip";

const names = readdirSync(templatesFolder)
    .filter((name) => name.endsWith(".yml"))
    .map((name) => name.slice(0, -4));

function componentText(name: string): string {
    return readFileSync(join(templatesFolder, `${name}.yml`), "utf8");
}

/** An input for each that has no default. */
function requiredInputs(name: string): Record<string, string | string[]> {
    const required = Object.entries(readComponent(name).inputs).filter(
        ([, spec]) => spec.default === undefined,
    );
    return Object.fromEntries(
        required.map(([key, { type }]) => [key, type === "array" ? ["one", "two"] : `some-${key}`]),
    );
}

/** Every way in which a component's options can be chosen, all else by default. */
function choices(name: string): Record<string, string | string[]>[] {
    return Object.entries(readComponent(name).inputs).reduce<Record<string, string | string[]>[]>(
        (all, [key, { options = [] }]) =>
            options.length === 0
                ? all
                : all.flatMap((one) => options.map((option) => ({ ...one, [key]: option }))),
        [requiredInputs(name)],
    );
}

describe("the components for GitLab jobs", () => {
    it("describe every input, and use each", () => {
        for (const name of names) {
            const { inputs, body } = readComponent(name);
            for (const [key, { description = "" }] of Object.entries(inputs)) {
                assert.ok(description.length > 10, `${name}: ${key} has no description`);
                assert.ok(body.includes(`$[[ inputs.${key} ]]`), `${name}: ${key} is not used`);
            }
            const used = [...body.matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, key = ""]) => key);
            assert.deepEqual(
                used.filter((key) => !(key in inputs)),
                [],
                name,
            );
        }
    });

    it("have today's scripts, images and page; if not: npm run generate", async () => {
        for (const { file, text } of await generatedTemplates())
            assert.ok(readFileSync(file, "utf8") === text, `${file} is not fresh`);
    });

    it("pin every image to a version", () => {
        for (const name of names) {
            const image = readComponent(name).inputs["image"]?.default;
            assert.match(String(image), /:\d+\.\d+\.\d+[\w.-]*$/, name);
        }
    });

    it("name a SARIF report only where they are asked to: an older GitLab refuses the pipeline", () => {
        for (const name of ["pulumi-deploy", "pulumi-preview"]) {
            const jobs = (inputs: Record<string, boolean>) =>
                Object.entries(includeComponent(name, { ...requiredInputs(name), ...inputs })).filter(
                    ([key]) => !key.startsWith("."),
                );
            for (const [key, { artifacts }] of jobs({}))
                assert.equal(artifacts?.reports?.["sarif"], undefined, key);
            for (const [key, { artifacts }] of jobs({ sarif: true })) {
                assert.ok(artifacts?.reports?.["sarif"], key);
                assert.ok(artifacts.reports["codequality"], key);
            }
        }
    });

    it("refuse an input that is missing, unknown or none of the options, as GitLab does", () => {
        assert.throws(() => includeComponent("aws-credentials", {}), /no value for the input role-arn/);
        const given = { "role-arn": "x" };
        assert.throws(
            () => includeComponent("aws-credentials", { ...given, rolearn: "y" }),
            /unknown inputs: rolearn/,
        );
        assert.throws(() => includeComponent("aws-credentials", { ...given, method: "keys" }), /none of/);
    });

    it("can be included twice in one pipeline, under two names", () => {
        const both = ["one", "two"].map((job) =>
            includeComponent("aws-credentials", { "role-arn": job, job }),
        );
        const [first = {}, second = {}] = both;
        const common = Object.keys(first).filter((key) => key in second);
        common.forEach((key) => {
            assert.deepEqual(first[key], second[key], key);
        });
        assert.equal(second["two"]?.variables?.["AWS_ROLE_ARN"], "two");
    });

    describe("by tools of their makers", () => {
        const folder = mkdtempSync(join(tmpdir(), "components-"));
        let bin = "";

        before(function () {
            this.timeout(300_000);
            bin = orSkip(this, installJobTools()).bin;
        });

        after(() => {
            rmSync(folder, { recursive: true });
        });

        it("make pipelines that GitLab's CI schema takes", function () {
            this.timeout(120_000);
            const written = (file: string, text: string) => {
                writeFileSync(join(folder, file), text);
                return join(folder, file);
            };
            const files = names.flatMap((name) => [
                written(`${name}-header.yml`, componentText(name).split("\n---\n")[0] ?? ""),
                ...choices(name).map((inputs, index) =>
                    written(`${name}-${String(index)}.yml`, stringify(includeComponent(name, inputs))),
                ),
            ]);
            checkCiFiles(bin, files);
        });

        it("have scripts without a finding of shellcheck", () => {
            const files = names.flatMap((name) =>
                choices(name).flatMap((inputs, choice) =>
                    Object.values(includeComponent(name, inputs)).map((job, index) => {
                        const file = join(folder, `${name}-${String(choice)}-${String(index)}.sh`);
                        writeFileSync(file, [...(job.before_script ?? []), ...(job.script ?? [])].join("\n"));
                        return file;
                    }),
                ),
            );
            // GitLab sets the variables that nothing in the script does (SC2154).
            checkedOutput(join(bin, "shellcheck"), ["--shell=sh", "--exclude=SC2154", ...files]);
        });
    });
});
