import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "../trust/project";

/** The scope of the npm packages and the address of the repository, as files spell them. */
export interface Names {
    /** With its `@`. */
    npmScope: string;
    /** Without a trailing slash. */
    repository: string;
}

const root = join(__dirname, "..");

/** The names that the repository's files have now: those of the components' package. */
export function writtenNames(folder: string = root): Names {
    const { name, homepage } = JSON.parse(readFileSync(join(folder, "components/package.json"), "utf8")) as {
        name: string;
        homepage: string;
    };
    return { npmScope: name.replace(/\/.*/, ""), repository: homepage.replace(/#.*/, "") };
}

/** A file's text with other names: of packages, of their archives, and of the repository. */
export function rename(text: string, from: Names, to: Names): string {
    const archive = (names: Names) => `${names.npmScope.slice(1)}-gitlab-aws-oidc-`;
    return text
        .replaceAll(`${from.npmScope}/gitlab-aws-oidc`, `${to.npmScope}/gitlab-aws-oidc`)
        .replaceAll(archive(from), archive(to))
        .replaceAll(from.repository, to.repository);
}

/**
 * Writes the names of `trust/project.ts` into every committed file that spells the earlier ones, and gives the paths of the
 * files that it changed. The test of this function renames what it is given, so the texts of tests stay as they are.
 */
export function writeNames(folder: string = root, to: Names = project): string[] {
    const from = writtenNames(folder);
    if (from.npmScope === to.npmScope && from.repository === to.repository) return [];
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: folder, encoding: "utf8" }).split("\0");
    return files.filter((file) => {
        if (file === "" || file === "trust/project.ts" || file === "test/scripts/names.test.ts") return false;
        const path = join(folder, file);
        if (!lstatSync(path).isFile()) return false;
        const before = readFileSync(path, "utf8");
        const after = rename(before, from, to);
        if (after === before) return false;
        writeFileSync(path, after);
        return true;
    });
}
