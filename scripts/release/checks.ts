import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isPlaceholder } from "../../trust/project";
import { type Names, writtenNames } from "../names";
import { compareSurfaces, readSurface } from "./publicSurface";

/** The folders of the packages that a release publishes, in that order. */
export const publishedFolders = ["policy-pack", "cli", "components"] as const;

/** What a release is checked against. */
export interface ReleaseFolder {
    /** The repository's folder. */
    folder: string;
    /** What `trust/project.ts` says. */
    names: Names;
    /** The Git ref that documents include CI/CD components with. */
    componentsRef: string;
}

interface Manifest {
    name: string;
    version: string;
}

function readJson(folder: string, file: string): unknown {
    return JSON.parse(readFileSync(join(folder, file), "utf8"));
}

/** The version that the repository is at: that of its `package.json`. */
export function currentVersion(folder: string): string {
    return (readJson(folder, "package.json") as Manifest).version;
}

/** The text below a version's heading in a changelog, or undefined where it has no such heading. `## [1.2.0] - 2026-12-01` */
export function changelogEntry(text: string, version: string): { text: string; date: string } | undefined {
    const escaped = version.replaceAll(".", "\\.");
    const heading = new RegExp(`^## \\[${escaped}\\](?: - (\\S+))?[^\\n]*\\n`, "m").exec(text);
    if (heading === null) return undefined;
    const rest = text.slice(heading.index + heading[0].length);
    return { text: rest.split(/^## /m)[0]?.trim() ?? "", date: heading[1] ?? "" };
}

/**
 * Everything that speaks against releasing `version`, a sentence each: names that are not filled in, and versions of tag,
 * packages, lock file, schema, changelogs and templates that do not agree. Empty where all agree.
 */
export function releaseProblems(version: string, { folder, names, componentsRef }: ReleaseFolder): string[] {
    const problems: string[] = [];
    const expect = (is: string, wanted: string, where: string) => {
        if (is !== wanted) problems.push(`${where} is ${is || "missing"}, not ${wanted}.`);
    };
    for (const [key, value] of Object.entries(names) as [string, string][]) {
        if (isPlaceholder(value))
            problems.push(`trust/project.ts: ${key} is still the placeholder ${value}. Fill it in.`);
    }
    const written = writtenNames(folder);
    if (written.npmScope !== names.npmScope || written.repository !== names.repository)
        problems.push("The names of trust/project.ts are not everywhere. Run: npm run generate");
    if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))
        problems.push(`${version} is not a semantic version.`);

    for (const each of [...publishedFolders, "trust"]) {
        const file = `${each}/package.json`;
        expect((readJson(folder, file) as Manifest).version, version, `The version of ${file}`);
    }
    expect(currentVersion(folder), version, "The version of package.json");
    const { packages } = readJson(folder, "package-lock.json") as { packages: Record<string, Manifest> };
    for (const each of ["", ...publishedFolders])
        expect(packages[each]?.version ?? "", version, `The version of "${each}" in package-lock.json`);
    const schema = readJson(folder, "components/schema.json") as Manifest;
    expect(schema.version, version, "The version of components/schema.json");
    expect(componentsRef, `v${version}`, "componentsRef of trust/project.ts");

    for (const file of ["CHANGELOG.md", "policy-pack/CHANGELOG.md"]) {
        const text = existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
        const entry = changelogEntry(text, version);
        if (entry === undefined) problems.push(`${file} has no heading "## [${version}] - DATE".`);
        else if (entry.text === "") problems.push(`${file} says nothing about ${version}.`);
        else if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.date))
            problems.push(`${file} has no date at ${version}: "## [${version}] - YYYY-MM-DD".`);
    }
    const { release, surface } = readSurface(join(folder, "scripts/release/surface.json"));
    expect(release.version ?? "", version, "The release of scripts/release/surface.json");
    if (release.version === version && compareSurfaces(release.surface, surface).step !== "none")
        problems.push("The public surface has changed since the release was prepared. Prepare it again.");
    return problems;
}
