import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Place } from "../../../cli/report/findings";
import { fileFinder } from "../../../trust/matchingFiles";
import { nameOf } from "./plan";

/** A file of the project and its text: the stack's config, Pulumi.yaml, which may be a program in YAML, or a file of roles. */
export interface ConfigText {
    file: string;
    text: string;
    /** Whether its outermost keys are those of roles: a file that `rolesFiles` names. Default: no. */
    isOfRoles?: boolean;
}

/**
 * The files that somebody edits, the stack's config first, then those of its `rolesFiles`: relative to the repository's root,
 * where the job runs. What is not there is left out.
 */
export function configTexts(folder: string, stack: string): ConfigText[] {
    const textOf = (name: string, isOfRoles: boolean): ConfigText[] => {
        const file = posix.normalize(join(folder, name).replaceAll("\\", "/"));
        return existsSync(file) ? [{ file, text: readFileSync(file, "utf8"), isOfRoles }] : [];
    };
    const config = textOf(`Pulumi.${stack.split("/").at(-1) ?? ""}.yaml`, false);
    const find = fileFinder(folder);
    const files = config.flatMap(({ text }) => rolesGlobs(text).flatMap((glob) => find(glob).files));
    const roles = [...new Set(files)].sort().flatMap((name) => textOf(name, true));
    return [...config, ...roles, ...textOf("Pulumi.yaml", false)];
}

/** The globs of `rolesFiles` in a stack's config: what is between its key and the next, as a list of lines or in brackets. */
function rolesGlobs(text: string): string[] {
    const lines = text.split("\n").map((line) => line.replace(/(?:^|\s)#.*$/, ""));
    const start = lines.findIndex((line) => /^\s+["']?(?:[\w.-]+:)?rolesFiles["']?:/.test(line));
    const [key = "", ...below] = start < 0 ? [] : lines.slice(start);
    const next = below.findIndex((line) => /^\s*["']?[\w.:/-]+["']?:(?:\s|$)/.test(line));
    const value = [key.replace(/^.*?rolesFiles["']?:/, ""), ...below.slice(0, next < 0 ? undefined : next)];
    const items = value.join("\n").matchAll(/"([^"]+)"|'([^']+)'|[^\s[\],"']+/g);
    return [...items]
        .map(([plain, double, single]) => double ?? single ?? plain)
        .filter((item) => item !== "-");
}

interface Key {
    file: string;
    line: number;
    /** The keys from the outermost on. */
    path: string[];
    isOfRoles: boolean;
}

/**
 * Finds the line that a resource comes from: of a role's key in the stack's config or a file of roles, of a resource in a program in YAML, or of
 * any other mapping whose key is the resource's name or the end of it, as `web-deploy` ends `gitlab:web-deploy`. The longest
 * such key counts, in the order of the files; line 1 of the first file where there is none. The engine's events have no line
 * of a program. A reader of YAML would be most of a component's text, so keys are found by their indentation.
 */
export function configPlaces(files: readonly ConfigText[]): (urn: string) => Place {
    const keys = files.flatMap(keysIn);
    const [first] = files;
    const nowhere: Place = { file: first?.file ?? "Pulumi.yaml", line: 1 };
    return (urn) => {
        const name = nameOf(urn);
        const parts = name.split(":");
        const found = keys
            .map((key) => ({ key, last: key.path.at(-1) ?? "" }))
            .filter(
                ({ last }) =>
                    parts.includes(last) || [":", "-", "/"].some((before) => name.endsWith(before + last)),
            )
            .sort((one, other) => weight(other.key) - weight(one.key) || other.last.length - one.last.length);
        const [best] = found;
        return best === undefined ? nowhere : { file: best.key.file, line: best.key.line };
    };
}

/** Keys of roles and resources before keys that merely have the same name. */
function weight({ path, isOfRoles }: Key): number {
    if (isOfRoles) return path.length === 1 ? 1 : 0;
    const [outer = ""] = path.slice(-2, -1);
    return outer === "roles" || outer.endsWith(":roles") || (outer === "resources" && path.length === 2)
        ? 1
        : 0;
}

/** The keys of block mappings, the outermost ones of a file of roles alone; the lines of a block of text have none. */
function keysIn({ file, text, isOfRoles = false }: ConfigText): Key[] {
    const open: { indent: number; key: string }[] = [];
    let textBelow: number | undefined;
    return text.split("\n").flatMap((line, index): Key[] => {
        const indent = line.search(/\S/);
        if (indent < 0) return [];
        if (textBelow !== undefined && indent > textBelow) return [];
        textBelow = undefined;
        const [, name, rest = ""] = /^\s*["']?([\w.:/-]+?)["']?:(?:\s+(.*))?$/.exec(line) ?? [];
        if (name === undefined) return [];
        if (/^[|>]/.test(rest)) textBelow = indent;
        while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
        open.push({ indent, key: name });
        const path = open.map(({ key }) => key);
        return isOfRoles || path.length > 1 ? [{ file, line: index + 1, path, isOfRoles }] : [];
    });
}
