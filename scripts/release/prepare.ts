import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { componentsAddress } from "../../trust/project";
import { changelogEntry, currentVersion, publishedFolders } from "./checks";
import { readSurface, surfaceProblems } from "./publicSurface";

/** A file's text with the next version: CI/CD components that are included, Git addresses, and archives' names. */
export function withVersion(text: string, before: string, version: string): string {
    const address = componentsAddress.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    return text
        .replace(new RegExp(`(${address}/[a-z0-9-]+)@[\\w.-]*\\w`, "g"), `$1@v${version}`)
        .replace(/(gitlab-aws-oidc\.git\/components)(@v[\w.-]*\w)?/g, `$1@v${version}`)
        .replaceAll(`-${before}.tgz`, `-${version}.tgz`);
}

/** A changelog whose unreleased entries become those of a version. Where there is none, the version says so. */
export function closeChangelog(text: string, version: string, date: string): string {
    const [head = "", rest = ""] = text.split(/^## \[Unreleased\]\n/m);
    if (rest.trim() === "" || rest.trimStart().startsWith("## ["))
        return (
            `${head}## [Unreleased]\n\n## [${version}] - ${date}\n\nNo change.\n\n${rest.trimStart()}`.trimEnd() +
            "\n"
        );
    return `${head}## [Unreleased]\n\n## [${version}] - ${date}\n${rest}`;
}

/**
 * Writes the next version into every committed file that spells it: packages, lock file, schema, changelogs, and what
 * documents and templates include; the public surface becomes that of the release. Nothing is committed or tagged. Returns
 * the paths of the changed files. Throws an Error, and writes nothing, where the surface demands a higher version or an
 * entry in the changelog.
 */
export function prepareRelease(folder: string, version: string, date: string): string[] {
    const before = currentVersion(folder);
    const surfaceFile = "scripts/release/surface.json";
    const record = readSurface(join(folder, surfaceFile));
    const unreleased = changelogEntry(readFileSync(join(folder, "CHANGELOG.md"), "utf8"), "Unreleased");
    const problems = surfaceProblems(record, version, unreleased?.text ?? "");
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const changed: string[] = [];
    const edit = (file: string, change: (text: string) => string) => {
        const path = join(folder, file);
        const text = readFileSync(path, "utf8");
        const after = change(text);
        if (after === text) return;
        writeFileSync(path, after);
        if (!changed.includes(file)) changed.push(file);
    };
    const firstVersion = (text: string) =>
        text.replace(/("version": )"[^"]*"/, (_, key: string) => `${key}"${version}"`);
    for (const each of ["", ...publishedFolders, "trust"]) edit(join(each, "package.json"), firstVersion);
    edit("components/schema.json", firstVersion);
    edit(surfaceFile, () => {
        const release = { version, surface: record.surface };
        return `${JSON.stringify({ release, surface: record.surface }, null, 4)}\n`;
    });
    edit("package-lock.json", (text) => {
        const lock = JSON.parse(text) as { version: string; packages: Record<string, { version?: string }> };
        lock.version = version;
        for (const each of ["", ...publishedFolders]) Object.assign(lock.packages[each] ?? {}, { version });
        return `${JSON.stringify(lock, null, 4)}\n`;
    });
    for (const file of ["CHANGELOG.md", "policy-pack/CHANGELOG.md"])
        edit(file, (text) => closeChangelog(text, version, date));
    edit("trust/project.ts", (text) =>
        text.replace(/(componentsRef = )"[^"]*"/, (_, start: string) => `${start}"v${version}"`),
    );
    const committed = execFileSync("git", ["ls-files", "-z"], { cwd: folder, encoding: "utf8" }).split("\0");
    for (const file of committed.filter((each) => /\.(md|ya?ml)$/.test(each)))
        edit(file, (text) => withVersion(text, before, version));
    return changed;
}
