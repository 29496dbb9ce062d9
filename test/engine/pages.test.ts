import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { codeBlocks } from "../docs/codeBlocks";
import { callIam } from "../judge/awsQuery";
import { startMinistack, type Ministack } from "../judge/ministack";
import { engineProject, type EngineProject } from "./engineProject";
import { describeWithEngine, isWholeMatrix } from "./findEngine";

const root = join(__dirname, "../..");

/** A page whose shell blocks lead a newcomer from a clone to a deployed stack. */
interface Page {
    file: string;
    /** What the page's capitals stand for, and what this machine does not have: a line that is left out. */
    replace?: readonly (readonly [RegExp, string])[];
    /** What the account has before. */
    prepare?: (awsUrl: string) => Promise<void>;
    /** Whether every submission follows it; the others are followed with TEST_SCOPE=all. */
    always?: true;
}

const pages: Page[] = [
    { file: "README.md", always: true },
    { file: "docs/platform-team.md" },
    { file: "examples/basic/README.md" },
    { file: "examples/console-link/README.md" },
    { file: "examples/multiple-projects/README.md" },
    { file: "examples/pipeline-bootstrap/README.md" },
    { file: "examples/s3-access/README.md" },
    {
        file: "examples/self-managed-private/README.md",
        // The instance is the reader's own.
        replace: [[/^.* discovery sync .*$/m, ""]],
    },
    {
        file: "examples/use-existing-provider/README.md",
        async prepare(awsUrl) {
            const { status, body } = await callIam(awsUrl, "CreateOpenIDConnectProvider", {
                Url: "https://gitlab.com",
                "ClientIDList.member.1": "https://gitlab.com",
            });
            assert.equal(status, 200, body);
        },
    },
];

/** The block of a page that deploys: the first one with `stack init`. */
function deployment({ file, replace = [] }: Page): string {
    const blocks = codeBlocks(readFileSync(join(root, file), "utf8"));
    const block = blocks.find(({ language, text }) => language === "sh" && text.includes("stack init"));
    assert.ok(block, `${file}: no block with "stack init"`);
    return replace.reduce((text, [pattern, other]) => text.replace(pattern, other), block.text);
}

/**
 * What a newcomer's machine has besides the engine: the packages are installed and compiled, so npm and `pulumi install` have
 * nothing to do, and npx finds both commands.
 */
function commandsOf(folder: string): string {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const command = join(root, "cli/bin/gitlab-aws-oidc.js");
    const write = (name: string, text: string): void => {
        writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(bin, name), 0o755);
    };
    write("npm", "exit 0");
    write(
        "npx",
        `[ "$1" = --no-install ] && shift
case "$1 $2" in
"pulumi install") exit 0 ;;
pulumi*) shift; exec pulumi "$@" ;;
gitlab-aws-oidc*) shift; exec node "${command}" "$@" ;;
*) echo "npx $1: not a command of this page" >&2; exit 1 ;;
esac`,
    );
    return bin;
}

/** Runs a script as a person types it in. This process stays awake meanwhile: the emulator writes to it. */
async function shell(
    script: string,
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
    const child = spawn("sh", ["-e"], { cwd, env, stdio: ["pipe", "pipe", "pipe"], timeout: 400_000 });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text: Buffer) => (output += text.toString()));
    child.stdin.end(script);
    return await new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => {
            resolve({ code, output });
        });
    });
}

for (const page of pages) {
    if (page.always !== true && !isWholeMatrix()) continue;
    describeWithEngine(`a newcomer who follows ${page.file}`, () => {
        let aws: Ministack | undefined;
        let project: EngineProject | undefined;

        before(async function () {
            aws = await startMinistack();
            if (aws === undefined) return this.skip();
            project = engineProject(aws.url);
            await page.prepare?.(aws.url);
        });

        after(async () => {
            await aws?.stop();
            project?.remove();
        });

        it("has a deployed stack in the end", async () => {
            assert.ok(project);
            const home = join(project.folder, "newcomer");
            mkdirSync(home);
            for (const each of readdirSync(root).filter((name) =>
                /^Pulumi\.\w+\.yaml$|^policy-config/.test(name),
            ))
                cpSync(join(root, each), join(project.folder, each));
            for (const folder of ["policy-pack", "cli"])
                cpSync(join(root, folder), join(project.folder, folder), { recursive: true });
            const bin = commandsOf(home);
            const where = join(
                project.folder,
                page.file.startsWith("examples/") ? join(page.file, "..") : "",
            );
            const environment = {
                ...process.env,
                ...project.environment,
                HOME: home,
                PATH: [bin, process.env["PATH"] ?? ""].join(delimiter),
                // Nobody is there to say yes.
                PULUMI_SKIP_CONFIRMATIONS: "true",
            };
            // The emulator serves buckets below one host.
            const script = deployment(page).replace(
                /^(npx pulumi stack init dev)$/m,
                "$1\nnpx pulumi config set aws:s3UsePathStyle true",
            );
            const { code, output } = await shell(
                `${script}\npulumi stack export > "$HOME/state.json"`,
                where,
                environment,
            );
            assert.equal(code, 0, `${page.file}\n${script}\n${output}`);
            assert.doesNotMatch(output, /\[mandatory\]/);
            const state = JSON.parse(readFileSync(join(home, "state.json"), "utf8")) as {
                deployment: { resources?: { type: string }[] };
            };
            const roles = (state.deployment.resources ?? []).filter(
                ({ type }) => type === "aws:iam/role:Role",
            );
            assert.ok(roles.length > 0);
        });
    });
}
