import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Names, writeNames } from "../../scripts/names";
import { currentVersion } from "../../scripts/release/checks";
import { project } from "../../trust/project";
import { startVerdaccio } from "./verdaccio";

const root = join(__dirname, "../..");

/** Archives that were built already: a release tests what it will publish. Otherwise a copy of this repository is released. */
const builtAlready = process.env.PACKAGES_FOLDER;

/** What an owner has filled in. */
export const names: Names =
    builtAlready !== undefined
        ? project
        : {
              npmScope: "@acme-test",
              repository: "https://gitlab.example.net/acme-test/gitlab-aws-oidc",
          };

/** The version that is released. */
export const version = builtAlready !== undefined ? currentVersion(root) : "1.0.0";

/** What a command printed, and how it ended. */
export interface CommandResult {
    code: number | null;
    stdout: string;
    /** Standard output, and then standard error. */
    output: string;
}

/** A copy of this repository whose names are filled in, released to a registry on loopback. */
export interface PublishedPackages {
    /** The copy of the repository. */
    folder: string;
    registry: string;
    /** The folder with archives, SBOMs and checksums. */
    archives: string;
    /**
     * What the release printed, and how it ended: before its version was prepared, as a dry run, and for good. Absent where
     * archives were given that were built already.
     */
    log?: { unprepared: CommandResult; dryRun: CommandResult; released: CommandResult };
    /** Runs `scripts/release.ts` of the copy. */
    release(...args: string[]): CommandResult;
    /** An empty folder whose npm finds the packages in the registry, and everything else where it always does. */
    emptyFolder(name: string): string;
    /** The variables of a user: npm's cache and settings. */
    environment: NodeJS.ProcessEnv;
    /** The archive of a package in `archives`, by the end of its name: `-components`. */
    archive(end: string): string;
    /** Runs a command in a folder, with these variables. */
    run(folder: string, command: string, ...args: string[]): CommandResult;
    /** The same, and throws an Error with what it printed unless it exits 0. Returns its standard output. */
    mustRun(folder: string, command: string, ...args: string[]): string;
}

let published: Promise<PublishedPackages | { missing: string }> | undefined;

/** The published packages, once for all tests of this process; or one line that says what is missing here. */
export function publishedPackages(): Promise<PublishedPackages | { missing: string }> {
    published ??= publish();
    return published;
}

async function publish(): Promise<PublishedPackages | { missing: string }> {
    const registry = await startVerdaccio();
    if ("missing" in registry) return registry;
    const home = mkdtempSync(join(tmpdir(), "packages-"));
    process.once("exit", () => {
        registry.stop();
        rmSync(home, { recursive: true, force: true });
    });
    const folder = builtAlready === undefined ? join(home, "repository") : root;
    if (builtAlready === undefined) copyRepository(folder);

    // What npx installs belongs to this run; what was downloaded once does not have to be again.
    const cache = join(home, "cache");
    mkdirSync(cache);
    const usual = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
    mkdirSync(join(usual, "_cacache"), { recursive: true });
    symlinkSync(join(usual, "_cacache"), join(cache, "_cacache"));
    const environment = {
        ...process.env,
        npm_config_cache: cache,
        npm_config_audit: "false",
        npm_config_fund: "false",
        npm_config_loglevel: "error",
        npm_config_prefer_offline: "true",
        // Nothing of the pipeline that runs the tests.
        CI_COMMIT_TAG: undefined,
        PULUMI_ORGANIZATION: undefined,
        NODE_OPTIONS: undefined,
        NPM_TOKEN: "of-the-test",
    };
    const run = (cwd: string, command: string, ...args: string[]): CommandResult => {
        const { status, stdout, stderr } = spawnSync(command, args, {
            cwd,
            env: environment,
            encoding: "utf8",
            maxBuffer: 64 << 20,
            timeout: 600_000,
        });
        return { code: status, stdout, output: `${stdout}${stderr}` };
    };
    const archives = builtAlready ?? join(home, "archives");
    const toRegistry = ["--registry", registry.url, "--out", archives];
    const release = (...args: string[]) =>
        run(folder, process.execPath, "-r", "./components/loadSource.js", "scripts/release.ts", ...args);
    const must = (result: CommandResult) => {
        if (result.code !== 0) throw new Error(result.output);
        return result;
    };
    const releaseCopy = () => {
        const unprepared = release("check", "--tag", `v${version}`);
        must(release("prepare", version));
        const dryRun = release("--dry-run", ...toRegistry);
        return { unprepared, dryRun, released: must(release(...toRegistry)) };
    };
    const log = builtAlready === undefined ? releaseCopy() : undefined;
    if (log === undefined) must(release("publish", ...toRegistry));
    return {
        folder,
        registry: registry.url,
        archives,
        ...(log && { log }),
        release: (...args) => release(...args, ...toRegistry),
        environment,
        archive: (end) => join(archives, `${names.npmScope.slice(1)}-gitlab-aws-oidc${end}-${version}.tgz`),
        emptyFolder(name) {
            const empty = join(home, name);
            mkdirSync(empty, { recursive: true });
            writeFileSync(join(empty, ".npmrc"), `${names.npmScope}:registry=${registry.url}/\n`);
            return empty;
        },
        run,
        mustRun(cwd, command, ...args) {
            const { code, stdout, output } = run(cwd, command, ...args);
            if (code !== 0)
                throw new Error(`${[command, ...args].join(" ")} ended with ${String(code)}:\n${output}`);
            return stdout;
        },
    };
}

/** The files that Git knows, or would know after `git add`, with the owner's names in place of the placeholders. */
function copyRepository(folder: string): void {
    const listed = execFileSync(
        "git",
        ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
        {
            cwd: root,
            encoding: "utf8",
        },
    );
    for (const file of listed.split("\0").filter((each) => each !== "" && !each.startsWith(".tools"))) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        cpSync(join(root, file), join(folder, file));
    }
    execFileSync("git", ["init", "-q"], { cwd: folder });
    execFileSync("git", ["add", "."], { cwd: folder });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const constants = join(folder, "trust/project.ts");
    const text = readFileSync(constants, "utf8")
        .replace(/(repository: )"[^"]*"/, (_, key: string) => `${key}"${names.repository}"`)
        .replace(/(npmScope: )"[^"]*"/, (_, key: string) => `${key}"${names.npmScope}"`);
    writeFileSync(constants, text);
    writeNames(folder, names);
}
