import type { Place } from "../../../cli/report/findings";
import { nameOf } from "./plan";

/** A file of the project and its text: the stack's config, and Pulumi.yaml, which may be a program in YAML. */
export interface ConfigText {
    file: string;
    text: string;
}

interface Key {
    file: string;
    line: number;
    /** The keys from the outermost on. */
    path: string[];
}

/**
 * Finds the line that a resource comes from: of a role's key in the stack's config, of a resource in a program in YAML, or of
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
function weight({ path }: Key): number {
    const [outer = ""] = path.slice(-2, -1);
    return outer === "roles" || outer.endsWith(":roles") || (outer === "resources" && path.length === 2)
        ? 1
        : 0;
}

/** The keys of block mappings below the outermost level; the lines of a block of text have none. */
function keysIn({ file, text }: ConfigText): Key[] {
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
        return open.length > 1 ? [{ file, line: index + 1, path: open.map(({ key }) => key) }] : [];
    });
}
