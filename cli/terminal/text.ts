import stringWidth from "string-width";

/** A table's column. */
export interface Column {
    title: string;
    /** Columns that it never gives up, where there are enough in all. Default: the title's width. */
    leastWidth?: number;
}

const { compare } = new Intl.Collator("en", { numeric: true });

/** Compares names for people, on every machine alike: role-2 before role-10. */
export function naturalOrder(a: string, b: string): number {
    // Names that differ in case or accents alone must still have one order.
    return compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

const gap = 2;

/**
 * The columns that text fills on a terminal: an East Asian character fills two, a combining mark none. Text of nothing but
 * printable ASCII, which is most, needs no look at each character.
 */
export function displayWidth(text: string): number {
    return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/**
 * Text as lines of at most `width` terminal columns, broken at spaces; a word that is longer is left whole. Line breaks of
 * the text stay. Every line but the first begins with `indent`; runs of spaces inside a line stay as they are.
 */
export function wrapText(text: string, width: number, indent = ""): string[] {
    const lines: string[] = [];
    for (const paragraph of text.split("\n")) {
        let line = lines.length === 0 ? "" : indent;
        let filled = displayWidth(line);
        let isEmpty = true;
        for (const word of paragraph.split(/(?<=\S)(?=\s)/)) {
            const wordWidth = displayWidth(word);
            if (!isEmpty && filled + wordWidth > width) {
                lines.push(line);
                line = indent + word.trimStart();
                filled = displayWidth(line);
            } else {
                line += word;
                filled += wordWidth;
            }
            isEmpty = false;
        }
        lines.push(line);
    }
    return lines;
}

/**
 * A table as lines of at most `width` terminal columns: every cell is wrapped at spaces in its column, and broken inside a
 * word only where the word alone is too long. Columns get what they need; when there is not enough, the widest gives first.
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
                .map((lines, index) => padded(lines[line] ?? "", widths[index] ?? 0))
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

/** Text, filled up with spaces to a width in terminal columns; longer text is left as it is. */
export function padded(text: string, width: number): string {
    return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

function columnWidths(
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    available: number,
): number[] {
    const widths = columns.map(({ title }, index) =>
        rows.reduce(
            (widest, row) =>
                (row[index] ?? "")
                    .split("\n")
                    .reduce((most, line) => Math.max(most, displayWidth(line)), widest),
            displayWidth(title),
        ),
    );
    const least = columns.map(({ title, leastWidth }) => leastWidth ?? displayWidth(title));
    for (let total = widths.reduce((sum, value) => sum + value, 0); total > available; total--) {
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
        .flatMap((line) => brokenLine(line, width));
}

// A path or an ARN reads best when it is broken behind a separator.
function brokenLine(line: string, width: number): string[] {
    const pieces: string[] = [];
    for (let rest = line; ;) {
        if (displayWidth(rest) <= width) return [...pieces, rest];
        const head = beginning(rest, width);
        const end = Math.max(head.lastIndexOf("/"), head.lastIndexOf(":"), head.lastIndexOf(",")) + 1;
        const cut = end > head.length / 2 ? end : head.length;
        pieces.push(rest.slice(0, cut));
        rest = rest.slice(cut);
    }
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What of a text fits into a width, at least one character as people count them. */
function beginning(text: string, width: number): string {
    let head = "";
    let filled = 0;
    for (const { segment } of graphemes.segment(text)) {
        filled += displayWidth(segment);
        if (head !== "" && filled > width) break;
        head += segment;
    }
    return head;
}
