import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { copyProgram } from "./copyProgram";

const root = join(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The code blocks of a language, in the order of the text. */
function blocks(language: string): string[] {
    return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
        ([, text = ""]) => text,
    );
}

function run(command: string, args: string[], cwd = root) {
    const { status, stdout, stderr } = spawnSync(command, args, {
        cwd,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1" },
    });
    return { status, stdout, stderr };
}

const cli = join(root, "cli/bin/gitlab-aws-oidc.js");

describe("README.md", function () {
    this.timeout(300_000);

    it("names exactly two commands for a fresh machine, and the first one works", () => {
        assert.deepEqual(blocks("sh")[0]?.trim().split("\n"), ["npm start", "npm test"]);
        const { status, stdout, stderr } = run("npm", ["start", "--silent"]);
        assert.equal(status, 0, stderr + stdout);
        assert.match(stdout, /web-deploy/);
    });

    it("shows a config that works, and becomes what the text says", () => {
        const config = blocks("yaml")[0] ?? "";
        const { status, roles } = previewWith(config);
        assert.equal(status, 0);
        assert.match(
            roles["gitlab:web-deploy"] ?? "",
            /"StringEquals":\{[^}]*:sub":"project_path:acme\/shop\/web:ref_type:branch:ref:main"/,
        );
        assert.match(
            roles["gitlab:release"] ?? "",
            /"StringLike":\{[^}]*:sub":"project_path:acme\/shop\/api:ref_type:tag:ref:v\*"/,
        );
        Object.values(roles).forEach((policy) => assert.match(policy, /"StringEquals":\{"gitlab\.com:aud"/));
    });

    it("shows the very message that a mistake gives", () => {
        const config = (blocks("yaml")[0] ?? "").replace("branches: [main]", "branches: [refs/heads/main]");
        const { status, stderr } = previewWith(config);
        assert.equal(status, 2);
        for (const line of (blocks("text")[0] ?? "").trim().split("\n"))
            assert.ok(stderr.includes(line.trim()), `${line}\n${stderr}`);
    });

    it("shows a job with the audience that the snippet prints for the same role", () => {
        const { status, stdout, stderr } = run(process.execPath, [cli, "snippet", "web-deploy"]);
        assert.equal(status, 0, stderr);
        const [printed] = Object.values(parse(stdout) as Record<string, { id_tokens: object }>);
        const shown = (parse(blocks("yaml")[1] ?? "") as { deploy: { id_tokens: object } }).deploy;
        assert.deepEqual(shown.id_tokens, printed?.id_tokens);
    });

    it("links only to files that are there, and to outputs that the program has", () => {
        const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => target);
        assert.deepEqual(
            links.filter((target) => !existsSync(join(root, target))),
            [],
        );
        const { stdout } = run(process.execPath, [cli, "preview", "--json"]);
        const { outputs } = JSON.parse(stdout) as { outputs: object };
        const listed = [...readme.matchAll(/^\| (`\w+`(?:, `\w+`)*)\s+\|/gm)].flatMap(([, names = ""]) =>
            names.replaceAll("`", "").split(", "),
        );
        Object.keys(outputs).forEach((name) => assert.ok(listed.includes(name), name));
    });
});

/** Previews the program with a config of its own. */
function previewWith(config: string): {
    status: number | null;
    stderr: string;
    roles: Record<string, string>;
} {
    const folder = mkdtempSync(join(tmpdir(), "gitlab-aws-oidc-readme-"));
    try {
        copyProgram(folder);
        writeFileSync(join(folder, "Pulumi.dev.yaml"), config);
        const { status, stdout, stderr } = run(
            process.execPath,
            [cli, "preview", "--json", "--policy-pack", join(root, "policy-pack")],
            folder,
        );
        const resources =
            status === 2
                ? []
                : (
                      JSON.parse(stdout) as {
                          resources: { type: string; name: string; inputs: { assumeRolePolicy?: string } }[];
                      }
                  ).resources;
        const roles = resources.flatMap(({ type, name, inputs }) =>
            type === "aws:iam/role:Role" ? [[name, inputs.assumeRolePolicy ?? ""] as const] : [],
        );
        return { status, stderr, roles: Object.fromEntries(roles) };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
