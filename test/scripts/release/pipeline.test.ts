import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "../../..");

interface Job {
    extends?: string;
    stage?: string;
    rules?: { if: string }[];
    script?: string[];
    id_tokens?: Record<string, { aud: string }>;
    artifacts?: { paths: string[] };
    release?: { assets: { links: { url: string }[] } };
}

describe("the release pipeline", () => {
    const { stages, ...jobs } = parse(readFileSync(join(root, ".gitlab-ci.yml"), "utf8")) as {
        stages: string[];
    };
    const pipeline = jobs as Record<string, Job>;
    const base = pipeline[".release"];
    const releasing = Object.entries(pipeline).filter(([, job]) => job.extends === ".release");

    it("runs for protected tags alone", () => {
        assert.deepEqual(releasing.map(([name]) => name).sort(), ["build", "catalog", "policies", "publish"]);
        for (const [name, job] of releasing)
            for (const { if: condition } of job.rules ?? base?.rules ?? []) {
                assert.match(condition, /\$CI_COMMIT_TAG =~/, name);
                assert.match(condition, /\$CI_COMMIT_REF_PROTECTED == "true"/, name);
            }
    });

    it("tests what it built before anything is published", () => {
        const order = (name: string) => stages.indexOf(pipeline[name]?.stage ?? "");
        assert.ok(pipeline["build"]?.script?.includes("npm run test:packages"));
        assert.ok(order("check") < order("build"));
        assert.ok(order("build") < order("publish"));
        assert.ok(order("publish") < order("catalog"));
    });

    it("shows the registry ID tokens, and gives them to the job that publishes alone", () => {
        const tokens = Object.entries(pipeline).filter(([, { id_tokens }]) => id_tokens !== undefined);
        assert.deepEqual(
            tokens.map(([name]) => name),
            ["publish"],
        );
        assert.deepEqual(Object.keys(pipeline["publish"]?.id_tokens ?? {}), [
            "NPM_ID_TOKEN",
            "SIGSTORE_ID_TOKEN",
        ]);
    });

    it("links what the build leaves behind", () => {
        const links = pipeline["catalog"]?.release?.assets.links ?? [];
        const folders = ["cli", "components", "policy-pack"].map((name) => `${name}.cdx.json`);
        assert.deepEqual(
            links.map(({ url }) => /\/raw\/build\/([^?]+)\?job=build$/.exec(url)?.[1]).sort(),
            ["SHA256SUMS", ...folders].sort(),
        );
    });
});
