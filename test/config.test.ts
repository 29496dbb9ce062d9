import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ArgsError } from "../components";
import { readConfig } from "../config";
import { registerResources } from "./components/registerResources";

const roles = JSON.stringify({ web: { subjects: [{ project: "g/p", branches: ["main"] }] } });

async function read(config: Record<string, string>) {
    return await registerResources(() => {
        pulumi.runtime.setAllConfig(
            Object.fromEntries(
                Object.entries(config).map(([key, value]) => [`gitlab-aws-oidc:${key}`, value]),
            ),
        );
        return readConfig();
    });
}

describe("the stack's config", () => {
    it("is read as the engine hands it over: texts, flags and JSON", async () => {
        const { built, errors } = await read({
            gitlabUrl: "https://gitlab.com",
            useExistingProvider: "false",
            accountId: "123456789012",
            roles,
        });
        assert.deepEqual(errors, []);
        assert.equal(built?.useExistingProvider, false);
        assert.equal(built.accountId, "123456789012");
        assert.deepEqual(Object.keys(built.roles), ["web"]);
    });

    it("leaves other projects' and the provider's keys alone", async () => {
        const { errors } = await registerResources(() => {
            pulumi.runtime.setAllConfig({ "aws:region": "eu-central-1", "gitlab-aws-oidc:roles": roles });
            return readConfig();
        });
        assert.deepEqual(errors, []);
    });

    it("gives eight messages for eight mistakes, each with path, value and fix, and registers nothing", async () => {
        const { errors, resources } = await read({
            gitlabUrl: "http://gitlab.example.com",
            audiense: "x",
            accountId: "12345",
            useExistingProvider: "maybe",
            roles: JSON.stringify({
                Web: { subjects: [{ project: "g/p", branches: ["refs/heads/main"] }] },
                api: { subjects: [{ project: "g/*", branches: ["main"] }], maxSessionDuration: 60 },
            }),
        });
        assert.deepEqual(resources, []);
        const [error] = errors;
        assert.ok(error instanceof ArgsError);
        assert.ok(pulumi.RunError.isInstance(error));
        assert.deepEqual(error.problems.map(({ path }) => path).sort(), [
            "accountId",
            "audiense",
            "gitlabUrl",
            "roles.Web",
            "roles.Web.subjects[0].branches[0]",
            "roles.api.maxSessionDuration",
            "roles.api.subjects[0].project",
            "useExistingProvider",
        ]);
        for (const { path, value, fix } of error.problems) {
            assert.notEqual(value, undefined, path);
            assert.ok(error.message.includes(path) && error.message.includes(fix), path);
        }
    });

    describe("with roles in files", () => {
        const here = process.cwd();
        let folder: string;
        const write = (files: Record<string, string>) => {
            for (const [name, text] of Object.entries(files)) {
                mkdirSync(dirname(join(folder, name)), { recursive: true });
                writeFileSync(join(folder, name), text);
            }
        };
        const role = (project: string) =>
            `    subjects:\n        - project: ${project}\n          branches: [main]\n`;
        const readFiles = (patterns: string[], config: Record<string, string> = {}) =>
            read({ rolesFiles: JSON.stringify(patterns), ...config });
        const problemsOf = async (...given: Parameters<typeof readFiles>) => {
            const { errors, resources } = await readFiles(...given);
            assert.deepEqual(resources, []);
            const [error] = errors;
            assert.ok(error instanceof ArgsError, String(error));
            return error.problems;
        };

        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "roles-files-"));
            process.chdir(folder);
        });
        afterEach(() => {
            process.chdir(here);
            rmSync(folder, { recursive: true });
        });

        it("takes them all, in whatever order, beside those of the config", async () => {
            write({
                "roles/a.yaml": `a:\n${role("g/a")}`,
                "roles/deep/er/b.yml": `b:\n${role("g/b")}`,
                "roles/x.txt": "x",
            });
            const { built, errors } = await readFiles(["roles/**/*.yml", "roles/*.yaml"], { roles });
            assert.deepEqual(errors, []);
            assert.deepEqual(Object.keys(built?.roles ?? {}).sort(), ["a", "b", "web"]);
            const turned = await readFiles(["roles/*.yaml", "roles/**/*.yml"], { roles });
            assert.deepEqual(turned.built?.roles, built?.roles);
        });

        it("names file and line of every mistake, with those of the config", async () => {
            write({
                "roles/a.yaml": `# A team\na:\n${role("g/*")}    maxSessionDuration: 60\n`,
                "roles/b.yaml": `b:\n${role("g/b")}    tags:\n        "a b": 1\n`,
                "roles/c.yaml": "c: [1\n",
            });
            const problems = await problemsOf(["roles/*.yaml", "none/*.yaml"], { audiense: "x" });
            assert.deepEqual(problems.map(({ path }) => path).sort(), [
                "audiense",
                "roles/a.yaml:4: roles.a.subjects[0].project",
                "roles/a.yaml:6: roles.a.maxSessionDuration",
                'roles/b.yaml:6: roles.b.tags."a b"',
                "roles/c.yaml:2",
                "rolesFiles[1]",
            ]);
        });

        it("refuses a key in two places and names both", async () => {
            write({
                "a.yaml": `web:\n${role("g/a")}same:\n${role("g/b")}`,
                "b.yaml": `same:\n${role("g/c")}`,
            });
            const problems = await problemsOf(["*.yaml"], { roles });
            assert.deepEqual(
                problems.map(({ path, value }) => [path, value]),
                [
                    ["a.yaml:1", "web"],
                    ["b.yaml:1", "same"],
                ],
            );
            assert.match(problems[1]?.message ?? "", /a\.yaml:5/);
        });

        it("is bounded: an alias bomb, a foreign encoding, a huge file and a path out of a root are one message each", async () => {
            const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
            for (let index = 0; index < 8; index++) {
                const before = String.fromCharCode(97 + index);
                const next = String.fromCharCode(98 + index);
                bomb.push(`${next}: &${next} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`);
            }
            write({ "bomb.yaml": bomb.join("\n"), "huge.yaml": "#".repeat(1_100_000), "list.yaml": "- a\n" });
            writeFileSync(join(folder, "utf16.yaml"), Buffer.from("\uFEFFa: 1", "utf16le"));
            const problems = await problemsOf(["*.yaml", "/etc/*"]);
            assert.deepEqual(problems.map(({ path }) => path).sort(), [
                "bomb.yaml",
                "huge.yaml",
                "list.yaml:1",
                "rolesFiles[1]",
                "utf16.yaml",
            ]);
        });

        it("carries what the engine's config variable cannot: 3,000 roles", async () => {
            const names = Array.from({ length: 3_000 }, (_, index) => `r${String(index)}`);
            write({ "all.yaml": names.map((name) => `${name}:\n${role(`group/${name}`)}`).join("") });
            const { built, errors } = await readFiles(["all.yaml"]);
            assert.deepEqual(errors, []);
            assert.equal(Object.keys(built?.roles ?? {}).length, 3_000);
        });
    });
});
