import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPack } from "../../cli/pack";
import { policies } from "../../policy-pack/policies";
import {
    consumerPrograms,
    expectedOutput,
    typeResolutions,
    typeScript,
    wrongTypeScript,
} from "./consumerPrograms";
import { nodeVersions } from "./nodeVersions";
import { names, publishedPackages, type PublishedPackages, version } from "./publishedPackages";
import { orSkip } from "../tools/orSkip";

const isWholeMatrix = process.env.TEST_SCOPE === "all";
const root = join(__dirname, "../..");
const scoped = (end: string) => `${names.npmScope}/gitlab-aws-oidc${end}`;

describe("programs that install the packages", function () {
    this.timeout(600_000);
    let packages: PublishedPackages;
    /** A project with the components and the command. */
    let project: string;
    const { versions, missing } = nodeVersions();
    for (const line of missing) it(`not run here: ${line}`);

    before(async function () {
        packages = orSkip(this, await publishedPackages());
        project = packages.emptyFolder("project");
        const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
            devDependencies: Record<string, string>;
        };
        // The versions that this repository is checked with, so that mostly nothing has to be downloaded.
        const tools = ["typescript", "ts-node"].map((name) => `${name}@${devDependencies[name] ?? ""}`);
        packages.mustRun(
            project,
            "npm",
            "install",
            scoped("-components"),
            scoped(""),
            ...tools,
            "tsx@^4.23.15",
        );
    });

    const write = (name: string, files: Readonly<Record<string, string>>) => {
        const folder = join(project, name.replaceAll(/\W+/g, "-"));
        mkdirSync(folder, { recursive: true });
        for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
        return folder;
    };

    it("have the compiled components and no compiler from them", () => {
        const folder = join(project, "node_modules", scoped("-components"));
        const files = readdirSync(folder, { recursive: true }).map(String);
        for (const file of [
            "LICENSE",
            "README.md",
            "PulumiPlugin.yaml",
            "schema.json",
            "index.js",
            "plugin.js",
        ])
            assert.ok(files.includes(file), file);
        assert.deepEqual(
            files.filter((file) => /(?<!\.d)\.ts$|loadSource/.test(file)),
            [],
        );
        const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
            dependencies: Record<string, string>;
        };
        assert.deepEqual(Object.keys(dependencies), ["@pulumi/aws", "@pulumi/pulumi"]);
    });

    for (const node of versions) {
        for (const { name, files, args } of consumerPrograms) {
            it(`work: ${name}, Node.js ${node.name}`, () => {
                const output = packages.mustRun(write(name, files), node.file, ...args);
                assert.equal(output.trim(), expectedOutput);
            });
        }
    }

    for (const [name, options] of Object.entries(typeResolutions)) {
        it(`compile: moduleResolution ${name}`, () => {
            const folder = write(`types-${name}`, { "program.ts": typeScript });
            const compiler = join(project, "node_modules/typescript/bin/tsc");
            const given = ["--noEmit", "--strict", "--target", "es2020", "--skipLibCheck"];
            packages.mustRun(folder, process.execPath, compiler, ...given, ...options, "program.ts");
            if (name !== "nodenext" && !isWholeMatrix) return;
            const wrong = write(`wrong-${name}`, { "program.ts": wrongTypeScript });
            const { code, output } = packages.run(
                wrong,
                process.execPath,
                compiler,
                ...given,
                ...options,
                "program.ts",
            );
            assert.notEqual(code, 0);
            assert.match(output, /program\.ts\(3,\d+\): error TS2\d+: .*gitlabURL/);
        });
    }

    for (const node of versions) {
        it(`are served to programs in other languages, Node.js ${node.name}`, async () => {
            const folder = packages.emptyFolder("other-language");
            const runner = join(project, "node_modules/@pulumi/pulumi/cmd/run-plugin");
            const plugin = join(project, "node_modules", scoped("-components"));
            const child = spawn(node.file, [runner, plugin, "127.0.0.1:1"], { cwd: folder });
            let stderr = "";
            child.stderr.on("data", (text) => (stderr += String(text)));
            const ended = once(child, "exit");
            try {
                // A plugin's first line is the port that it listens on.
                const [first] = (await Promise.race([once(child.stdout, "data"), ended])) as unknown[];
                assert.match(String(first), /^\d+\n$/, stderr);
            } finally {
                child.kill("SIGKILL");
                await ended;
            }
        });
    }

    it("are previewed after two commands in a fresh folder, with the command's own policies", () => {
        const folder = write("preview", {
            "Pulumi.dev.yaml": "config: {}\n",
            "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: index.ts\n",
            "index.ts": [
                `import { GitLabFederation } from "${scoped("-components")}";`,
                'const subjects = [{ project: "acme/web", branches: ["main"] }];',
                'export const { roleArns } = new GitLabFederation("gitlab", { roles: { web: { subjects } } });',
            ].join("\n"),
        });
        const output = packages.mustRun(
            folder,
            "npx",
            "--no-install",
            "gitlab-aws-oidc",
            "preview",
            "--json",
        );
        const { resources, policies: judged } = JSON.parse(output) as {
            resources: { type: string }[];
            policies: { pack: string; version: string };
        };
        assert.ok(
            resources.some(({ type }) => type === "aws:iam/role:Role"),
            output,
        );
        assert.deepEqual([judged.pack, judged.version], ["gitlab-aws-oidc", version]);
    });

    it("run the command by its package's name alone", () => {
        const folder = packages.emptyFolder("npx");
        const output = packages.mustRun(folder, "npx", "--yes", scoped(""), "--version");
        assert.match(output, new RegExp(version.replaceAll(".", "\\.")));
        assert.ok(!existsSync(join(folder, "node_modules")));
    });

    it("find the core in an archive of its own, which is not published", () => {
        const trust = join(packages.folder, "trust");
        const folder = packages.emptyFolder("core");
        packages.mustRun(trust, "npm", "pack", "--pack-destination", folder);
        const [archive = ""] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
        packages.mustRun(folder, "npm", "install", join(folder, archive));
        const program = `import { parseIssuer } from "${scoped("-trust")}"; console.log(parseIssuer("https://gitlab.com").issuer.host);`;
        writeFileSync(join(folder, "program.mjs"), program);
        assert.match(packages.mustRun(folder, process.execPath, "program.mjs"), /^gitlab\.com/);
    });

    it("run the policy pack that they installed", async () => {
        const folder = packages.emptyFolder("pack");
        packages.mustRun(folder, "npm", "install", scoped("-policies"));
        const pack = await startPack(join(folder, "node_modules", scoped("-policies")));
        try {
            assert.deepEqual(
                pack.info().policies.map(({ name }) => name),
                policies.map(({ name }) => name),
            );
        } finally {
            await pack.stop();
        }
    });
});
