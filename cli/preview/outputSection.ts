import { wrapText } from "../terminal";

/** Stack outputs as lines of name and value; the members of an object stand below its name. */
export function outputSection(outputs: Readonly<Record<string, unknown>>, width: number): string[] {
    const entries = Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) return ["none"];
    return entryLines(entries, "", width);
}

function entryLines(entries: readonly [string, unknown][], indent: string, width: number): string[] {
    const isNested = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
    const plain = entries.filter(([, value]) => !isNested(value));
    const column = Math.max(0, ...plain.map(([name]) => name.length)) + 2;
    return entries.flatMap(([name, value]) => {
        if (isNested(value)) {
            const members = Object.entries(value as Record<string, unknown>);
            return [`${indent}${name}`, ...entryLines(members, `${indent}    `, width)];
        }
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const below = `${indent}    `;
        const fits = indent.length + column + text.length <= width;
        const lines = `${indent}${name.padEnd(column)}${text}`;
        return text.includes("\n") || !fits
            ? [`${indent}${name}`, ...wrapText(`${below}${text}`, width, below)]
            : [lines];
    });
}
