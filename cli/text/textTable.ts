import { wrapText } from "./wrapText";

/** A table's column. */
export interface Column {
    title: string;
    /** Columns that it never gives up, where there are enough in all. Default: the title's length. */
    leastWidth?: number;
}

const gap = 2;

/**
 * A table as lines of at most `width` columns: every cell is wrapped at spaces in its column, and broken inside a word
 * only where the word alone is too long. Columns get what they need; when there is not enough, the widest gives first.
 * `styleTitle` is given each whole title line.
 */
export function textTable(
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    width: number,
    styleTitle: (line: string) => string = (line) => line,
): string[] {
    const widths = columnWidths(columns, rows, width - gap * (columns.length - 1));
    const layOut = (cells: readonly string[]): string[] => {
        const wrapped = widths.map((columnWidth, index) => wrapCell(cells[index] ?? "", columnWidth));
        const height = Math.max(...wrapped.map((lines) => lines.length));
        return Array.from({ length: height }, (_, line) =>
            wrapped
                .map((lines, index) => (lines[line] ?? "").padEnd(widths[index] ?? 0))
                .join(" ".repeat(gap))
                .trimEnd(),
        );
    };
    const rule = widths.map((columnWidth) => "─".repeat(columnWidth)).join(" ".repeat(gap));
    const laidOut = rows.map(layOut);
    // Rows of several lines run into each other without an empty one between them.
    const between = laidOut.some((lines) => lines.length > 1) ? [""] : [];
    return [
        ...layOut(columns.map(({ title }) => title)).map(styleTitle),
        rule,
        ...laidOut.flatMap((lines, index) => (index === 0 ? lines : [...between, ...lines])),
    ];
}

function columnWidths(
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    available: number,
): number[] {
    const widths = columns.map(({ title }, index) =>
        Math.max(
            title.length,
            ...rows.flatMap((row) => (row[index] ?? "").split("\n").map((line) => line.length)),
        ),
    );
    const least = columns.map(({ title, leastWidth }) => leastWidth ?? title.length);
    for (let total = sum(widths); total > available; total--) {
        const givers = widths.map((columnWidth, index) =>
            columnWidth > (least[index] ?? 1) ? columnWidth : 0,
        );
        const widest = Math.max(...givers);
        if (widest === 0) break;
        const giver = givers.indexOf(widest);
        widths[giver] = widest - 1;
    }
    return widths;
}

function wrapCell(cell: string, width: number): string[] {
    // In a cell that is a list, what continues an item is set in.
    const indent = cell.includes("\n") && width > 8 ? "  " : "";
    return cell
        .split("\n")
        .flatMap((item) => wrapText(item, width, indent))
        .flatMap((line) => {
            const pieces: string[] = [];
            for (let rest = line; ;) {
                if (rest.length <= width) return [...pieces, rest];
                // A path or an ARN reads best when it is broken behind a separator.
                const head = rest.slice(0, width);
                const end = Math.max(head.lastIndexOf("/"), head.lastIndexOf(":"), head.lastIndexOf(",")) + 1;
                const cut = end > width / 2 ? end : width;
                pieces.push(rest.slice(0, cut));
                rest = rest.slice(cut);
            }
        });
}

function sum(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0);
}
