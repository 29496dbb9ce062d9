import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changelogEntry, publishedFolders } from "./checks";

/** What the steps of a release work with. */
export interface ReleaseContext {
    /** The repository's folder. */
    folder: string;
    version: string;
    /** Where archives, SBOMs and checksums are written and read. */
    out: string;
    /** The npm registry. Default: the one that npm is configured for. */
    registry?: string | undefined;
    /** The process's environment variables. */
    environment: Readonly<Record<string, string | undefined>>;
    /** Only says what would be done. */
    isDryRun: boolean;
    say: (line: string) => void;
}

const checksums = "SHA256SUMS";

/** What this version's changelog says, for the release's page; no part of what is published. */
const notesFile = "notes.md";

/** Runs a command of the release, or says in a dry run that it would. */
function run(context: ReleaseContext, command: string, args: string[], cwd = context.folder): void {
    context.say(`${context.isDryRun ? "would run" : "running"}: ${[command, ...args].join(" ")}`);
    if (context.isDryRun) return;
    execFileSync(command, args, {
        cwd,
        stdio: ["ignore", "inherit", "inherit"],
        env: context.environment,
        timeout: 600_000,
    });
}

/** The archive of a package, as `npm pack` names it: `acme-gitlab-aws-oidc-1.2.0.tgz`. */
function archiveOf({ folder, version, out }: ReleaseContext, packageFolder: string): string {
    const { name } = manifestOf(folder, packageFolder);
    return join(out, `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`);
}

function manifestOf(folder: string, packageFolder: string): { name: string } {
    return JSON.parse(readFileSync(join(folder, packageFolder, "package.json"), "utf8")) as { name: string };
}

/** Builds the archives once, with an SBOM (CycloneDX) for each and the checksums of everything. */
export function buildRelease(context: ReleaseContext): void {
    const { folder, out, isDryRun, say } = context;
    if (!isDryRun && existsSync(out)) {
        const ours = readdirSync(out).filter((name) => /\.(tgz|cdx\.json)$/.test(name) || name === checksums);
        ours.forEach((name) => rmSync(join(out, name)));
    }
    run(context, process.execPath, [join(folder, "scripts/pack.js"), out]);
    for (const each of publishedFolders) {
        // A package's development dependencies are those that the bundler puts into it.
        const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--workspace", each];
        say(`${isDryRun ? "would run" : "running"}: npm ${args.join(" ")}`);
        if (isDryRun) continue;
        const sbom = execFileSync("npm", args, { cwd: folder, encoding: "utf8", maxBuffer: 64 << 20 });
        writeFileSync(join(out, `${each}.cdx.json`), sbom);
    }
    say(`${isDryRun ? "would write" : "writing"}: ${checksums}`);
    if (!isDryRun) writeFileSync(join(out, checksums), checksumLines(out));
}

/** A line for each file of a folder, as `sha256sum` prints and `sha256sum --check` reads it. */
export function checksumLines(folder: string): string {
    return readdirSync(folder)
        .filter((name) => ![checksums, notesFile].includes(name))
        .sort()
        .map(
            (name) =>
                `${createHash("sha256")
                    .update(readFileSync(join(folder, name)))
                    .digest("hex")}  ${name}\n`,
        )
        .join("");
}

/**
 * Publishes the archives that were built, unless the registry has that version with the same content already: a pipeline
 * that is run again goes on where it stopped. Throws an Error where an archive is missing or was changed since, and where
 * the registry has another content under the version.
 */
export function publishPackages(context: ReleaseContext): void {
    const { out, isDryRun, say, version } = context;
    if (!isDryRun) {
        const recorded = existsSync(join(out, checksums)) ? readFileSync(join(out, checksums), "utf8") : "";
        if (recorded !== checksumLines(out))
            throw new Error(`${out} is not what was built: its files differ from ${checksums}. Build again.`);
    }
    const isPreRelease = version.includes("-");
    withCredentials(context, (options) => {
        for (const each of publishedFolders) {
            const { name } = manifestOf(context.folder, each);
            const archive = archiveOf(context, each);
            const published = isDryRun ? undefined : publishedIntegrity(context, name, options);
            if (published !== undefined) {
                const own = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
                if (published !== own)
                    throw new Error(
                        `${name}@${version} is published already, with another content. Take a new version.`,
                    );
                say(`${name}@${version} is published already.`);
                continue;
            }
            // An ID token for the transparency log makes the provenance; a registry of one's own has none.
            const provenance = context.environment.SIGSTORE_ID_TOKEN === undefined ? [] : ["--provenance"];
            const tag = isPreRelease ? ["--tag", "next"] : [];
            run(context, "npm", [
                "publish",
                archive,
                "--access",
                "public",
                ...tag,
                ...provenance,
                ...options,
            ]);
        }
    });
}

function publishedIntegrity(
    { version, environment }: ReleaseContext,
    name: string,
    options: string[],
): string | undefined {
    try {
        const args = ["view", `${name}@${version}`, "dist.integrity", "--json", ...options];
        const answer = execFileSync("npm", args, {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
            env: environment,
            timeout: 60_000,
        });
        return answer.trim() === "" ? undefined : (JSON.parse(answer) as string);
    } catch (error) {
        const said =
            String((error as { stdout?: string }).stdout ?? "") +
            String((error as { stderr?: string }).stderr ?? "");
        if (/E404|ETARGET/.test(said)) return undefined;
        throw new Error(`The registry does not answer for ${name}.`, { cause: error });
    }
}

/**
 * The first release of a name needs a token in NPM_TOKEN; later ones trust the pipeline's own ID token (NPM_ID_TOKEN). The
 * token stays in the environment: npm reads the name of the variable from a file.
 */
function withCredentials(
    { environment, registry }: ReleaseContext,
    action: (options: string[]) => void,
): void {
    const options = registry === undefined ? [] : ["--registry", registry];
    if (environment.NPM_TOKEN === undefined) {
        action(options);
        return;
    }
    const address =
        registry ??
        execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8", env: environment }).trim();
    const home = mkdtempSync(join(tmpdir(), "release-"));
    try {
        const { host, pathname } = new URL(address);
        const path = pathname.endsWith("/") ? pathname : `${pathname}/`;
        writeFileSync(join(home, "npmrc"), `//${host}${path}:_authToken=\${NPM_TOKEN}\n`, { mode: 0o600 });
        action([...options, "--userconfig", join(home, "npmrc")]);
    } finally {
        rmSync(home, { recursive: true });
    }
}

/** Writes what the changelog says of the version. */
export function writeNotes({ folder, out, version, isDryRun, say }: ReleaseContext): void {
    const notes = changelogEntry(readFileSync(join(folder, "CHANGELOG.md"), "utf8"), version)?.text ?? "";
    say(`${isDryRun ? "would write" : "writing"}: ${notesFile}, ${String(notes.split("\n").length)} lines`);
    if (isDryRun) return;
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, notesFile), `${notes}\n`);
}

/** Publishes the policy pack to the organization of PULUMI_ORGANIZATION, where there is one. Needs Pulumi Cloud. */
export function publishPolicies(context: ReleaseContext): void {
    const organization = context.environment.PULUMI_ORGANIZATION;
    if (organization === undefined || organization === "") {
        context.say("No PULUMI_ORGANIZATION: the policy pack is not published to Pulumi Cloud.");
        return;
    }
    run(context, "pulumi", ["policy", "publish", organization], join(context.folder, "policy-pack"));
}
