import type { Terminal } from "../terminal";
import type { PreviewResource, Verdict } from "./previewDocument";
import { shortType } from "./resourcePurpose";

const marks: Readonly<Record<Verdict, { mark: string; style: "green" | "yellow" | "red" | "dim" }>> = {
    passed: { mark: "✓", style: "green" },
    advisory: { mark: "!", style: "yellow" },
    mandatory: { mark: "✗", style: "red" },
    "looked-up": { mark: "·", style: "dim" },
};

/** A verdict's mark, coloured where there are colours. */
export function verdictMark(verdict: Verdict, terminal: Pick<Terminal, "style">): string {
    const { mark, style } = marks[verdict];
    return terminal.style(style, mark);
}

interface TreeLine {
    /** The bars before the resource, and before what is written below it. */
    bars: string;
    barsBelow: string;
    resource: PreviewResource;
}

/**
 * The resources as a tree, parents before children, each with its verdict, type, name and what it is for. The purposes
 * stand in a column where all lines leave room for it, and below each resource otherwise.
 */
export function resourceTree(
    resources: readonly PreviewResource[],
    terminal: Pick<Terminal, "style" | "width">,
): string[] {
    const lines = treeLines(resources);
    const labels = lines.map(({ bars, resource }) => `${bars}✓ ${shortType(resource.type)} ${resource.name}`);
    const column = Math.max(...labels.map((label) => label.length)) + 2;
    const inColumn = lines.every(({ resource }) => column + resource.purpose.length <= terminal.width);
    return lines.flatMap(({ bars, barsBelow, resource }, index) => {
        const head =
            terminal.style("dim", bars) +
            `${verdictMark(resource.verdict, terminal)} ${terminal.style("bold", shortType(resource.type))} ${resource.name}`;
        if (inColumn) {
            const space = " ".repeat(column - (labels[index] ?? "").length);
            return [head + space + terminal.style("dim", resource.purpose)];
        }
        const purpose = cutText(resource.purpose, terminal.width - barsBelow.length - 2);
        return [head, `${terminal.style("dim", barsBelow)}  ${terminal.style("dim", purpose)}`];
    });
}

function treeLines(resources: readonly PreviewResource[]): TreeLine[] {
    const known = new Set(resources.map(({ urn }) => urn));
    const children = new Map<string, PreviewResource[]>();
    for (const resource of resources) {
        const parent = resource.parent !== undefined && known.has(resource.parent) ? resource.parent : "";
        children.set(parent, [...(children.get(parent) ?? []), resource]);
    }
    const lines: TreeLine[] = [];
    const add = (resource: PreviewResource, indent: string, branch: string, below: string): void => {
        const own = byName(children.get(resource.urn) ?? []);
        const barsBelow = indent + below + (own.length > 0 ? "│" : " ");
        lines.push({ bars: indent + branch, barsBelow, resource });
        own.forEach((child, index) => {
            const isLast = index === own.length - 1;
            add(child, indent + below, isLast ? "└─ " : "├─ ", isLast ? "   " : "│  ");
        });
    };
    byName(children.get("") ?? []).forEach((root) => {
        add(root, "", "", "");
    });
    return lines;
}

// Registration order depends on timing; a reader, and a diff of two previews, want a fixed one.
function byName(resources: readonly PreviewResource[]): PreviewResource[] {
    return [...resources].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
}

function cutText(text: string, width: number): string {
    return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}
