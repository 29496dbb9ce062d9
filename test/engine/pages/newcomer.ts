import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { writeGitLabPlugin } from "../../examples/gitlabStandIn";
import type { EngineProject } from "../engineProject";
import { onPath } from "../findEngine";
import { goCaches } from "../languages/languages";
import { deploymentOf, type Page, type Replacements } from "./pages";

const root = join(__dirname, "../../..");

/** Where a page is followed. */
export interface Place {
    /** The project with engine, emulator and a copy of the repository. */
    project: EngineProject;
    /** The folder in which the commands are typed. Default: the page's own, in the copy of the repository. */
    folder?: string;
    /** What is typed otherwise, beside what the page has. */
    replace?: Replacements;
    /**
     * The npm that works in `folder` and beside it. Default: none. In the copy of the repository everything is installed, so
     * npm has nothing to do, and must not: its `node_modules` are this checkout's.
     */
    npm?: string;
    /** Further variables. */
    environment?: NodeJS.ProcessEnv;
}

/** What a newcomer has in the end. */
export interface Followed {
    /** What was typed. */
    script: string;
    /** What all commands printed. */
    output: string;
    /** The exit code of the first command that failed; 0 where none did. */
    code: number | null;
    /** The types of the stack's resources. */
    types: string[];
}

/** The programs that a newcomer's machine has besides the engine, in a folder of PATH. */
function programsFor({ installs }: Page, { project, npm }: Place, home: string): string {
    const bin = join(home, "bin");
    mkdirSync(bin);
    const command = join(root, "cli/bin/gitlab-aws-oidc.js");
    const write = (name: string, text: string): void => {
        writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(bin, name), 0o755);
    };
    write(
        "npm",
        `case "$(pwd -P)/" in\n"${realpathSync(project.folder)}"/*) exit 0 ;;\nesac\nexec ${npm ?? "false"} "$@"`,
    );
    // What `pulumi install` would install is there too, but for SDKs of other languages.
    const install = installs ? 'shift; exec pulumi "$@"' : "exit 0";
    write(
        "npx",
        `[ "$1" = --no-install ] && shift
case "$1 $2" in
"pulumi install") ${install} ;;
pulumi*) shift; exec pulumi "$@" ;;
gitlab-aws-oidc*) shift; exec node "${command}" "$@" ;;
*) echo "npx $1: not a command of this page" >&2; exit 1 ;;
esac`,
    );
    writeGitLabPlugin(bin);
    placeAwsPlugin(project);
    return bin;
}

/** `pulumi install` does not look for plugins on PATH: the one there, in the place of the version that programs here demand. */
function placeAwsPlugin({ environment }: EngineProject): void {
    const plugin = onPath("pulumi-resource-aws");
    const home = environment["PULUMI_HOME"];
    if (plugin === undefined || home === undefined) return;
    const { version } = JSON.parse(
        readFileSync(join(root, "node_modules/@pulumi/aws/package.json"), "utf8"),
    ) as { version: string };
    const folder = join(home, "plugins", `resource-aws-v${version.replace(/^v/, "")}`);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "pulumi-resource-aws");
    writeFileSync(file, `#!/bin/sh\nexec "${plugin}" "$@"\n`, { mode: 0o755 });
}

/** Runs a script as a person types it in. This process stays awake meanwhile: the emulator writes to it. */
async function shell(
    script: string,
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
    const child = spawn("sh", ["-e"], { cwd, env, stdio: ["pipe", "pipe", "pipe"], timeout: 800_000 });
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

/** The folder of a page: an example's own, otherwise the repository's. */
function folderOf({ file }: Page): string {
    return file.startsWith("examples/") ? join(file, "..") : "";
}

/** What is typed for a page, with what it calls otherwise here. */
function typed(page: Page, further: Replacements = []): string {
    const all = [...(page.replace ?? []), ...further];
    const text = all.reduce((before, [pattern, other]) => {
        assert.match(before, pattern, page.file);
        return before.replace(pattern, other);
    }, deploymentOf(page.file));
    // The emulator serves buckets below one host.
    return text.replace(
        /^(npx pulumi stack init dev)$/m,
        "$1\nnpx pulumi config set aws:s3UsePathStyle true",
    );
}

/** Follows a page to its end, and the one before it. */
export async function follow(page: Page, place: Place): Promise<Followed> {
    const { project, folder = join(project.folder, folderOf(page)) } = place;
    const home = mkdtempSync(join(project.folder, "newcomer-"));
    const bin = programsFor(page, place, home);
    const script = [
        ...(page.first === undefined ? [] : [typed(page.first)]),
        `cd "${folder}"`,
        typed(page, place.replace),
        'pulumi stack export > "$HOME/state.json"',
    ].join("\n");
    const { code, output } = await shell(script, project.folder, {
        ...process.env,
        ...place.environment,
        ...project.environment,
        ...goCaches,
        // Which registries are asked is a matter of this machine.
        npm_config_userconfig: process.env["npm_config_userconfig"] ?? join(homedir(), ".npmrc"),
        ...(onPath("go") !== undefined && {
            GOENV: execFileSync("go", ["env", "GOENV"], { encoding: "utf8" }).trim(),
        }),
        HOME: home,
        PATH: [bin, process.env["PATH"] ?? ""].join(delimiter),
        // Nobody is there to say yes.
        PULUMI_SKIP_CONFIRMATIONS: "true",
    });
    if (code !== 0) return { script, output, code, types: [] };
    const state = JSON.parse(readFileSync(join(home, "state.json"), "utf8")) as {
        deployment: { resources?: { type: string }[] };
    };
    return { script, output, code, types: (state.deployment.resources ?? []).map(({ type }) => type) };
}

/** Holds what a page promises: every command succeeds, no policy is violated, and the stack is deployed. */
export function assertDeployed(page: Page, { script, output, code, types }: Followed): void {
    const text = `${page.file}\n${script}\n${output}`;
    assert.equal(code, 0, text);
    assert.doesNotMatch(output, /\[mandatory\]/, text);
    assert.ok(types.includes(page.makes ?? "aws:iam/role:Role"), `${types.join("\n")}\n${text}`);
}

/** Why an installer had nothing to install from, in one line, or undefined. */
export function offline({ output }: Followed): string | undefined {
    const shown =
        /.*(?:dial tcp|No matching distribution|Temporary failure in name resolution|EAI_AGAIN).*/.exec(
            output,
        );
    return shown === null ? undefined : `not in reach: ${shown[0].trim()}`;
}
