import { readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** What a search for files may cost: entries of folders that are looked at, files that are found, folders below one another. */
export const searchBounds = { entries: 20_000, files: 5_000, depth: 16 } as const;

/** The files that one glob names, relative to the root, and whether the search for them was ended by its bounds. */
export interface MatchingFiles {
    files: string[];
    isTooMany: boolean;
}

/**
 * Finds the files that globs name, relative to the folder `root`, for one glob after the other; the bounds on entries hold for
 * all of them together. `*` and `?` stay within a folder's name, `**` stands for any folders but `node_modules`. A hidden name
 * is meant only where it is written. What cannot be read has no entries.
 */
export function fileFinder(root: string): (glob: string) => MatchingFiles {
    let visited = 0;
    const walk = (folder: string, [segment = "", ...rest]: readonly string[], depth: number): string[] => {
        if (depth > searchBounds.depth || visited > searchBounds.entries) return [];
        const inner = (name: string) => posix.join(folder, name);
        if (!/[*?]/.test(segment)) {
            visited++;
            const kind = kindOf(join(root, inner(segment)));
            if (rest.length === 0) return kind === "file" ? [inner(segment)] : [];
            return kind === "folder" ? walk(inner(segment), rest, depth + 1) : [];
        }
        const entries = entriesOf(join(root, folder));
        visited += entries.length;
        if (segment === "**") {
            const below = entries.flatMap(({ name, kind }) =>
                kind === "folder" && name !== "node_modules"
                    ? walk(inner(name), [segment, ...rest], depth + 1)
                    : [],
            );
            return [...walk(folder, rest.length > 0 ? rest : ["*"], depth + 1), ...below];
        }
        const matches = entries.filter(({ name }) => nameMatches(segment, name));
        return matches.flatMap(({ name, kind }) => {
            if (rest.length === 0) return kind === "file" ? [inner(name)] : [];
            return kind === "folder" ? walk(inner(name), rest, depth + 1) : [];
        });
    };
    return (glob) => {
        const segments = glob.split("/").filter((each) => each !== "." && each !== "");
        const files = walk(".", segments, 0);
        return { files, isTooMany: visited > searchBounds.entries || files.length > searchBounds.files };
    };
}

function nameMatches(glob: string, name: string): boolean {
    if (name.startsWith(".") && !glob.startsWith(".")) return false;
    const source = glob
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*+/g, "[^/]*")
        .replace(/\?/g, "[^/]");
    return new RegExp(`^${source}$`).test(name);
}

function entriesOf(folder: string): { name: string; kind: "file" | "folder" | undefined }[] {
    try {
        return readdirSync(folder).map((name) => ({ name, kind: kindOf(join(folder, name)) }));
    } catch {
        return [];
    }
}

function kindOf(path: string): "file" | "folder" | undefined {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? "file" : found?.isDirectory() ? "folder" : undefined;
}
