/**
 * The names in the first column of the table below a heading cell, such as `output`: what a README promises. Empty where it
 * has no such table.
 */
export function readmeTable(markdown: string, heading: string): string[] {
    const lines = markdown.split("\n");
    const start = lines.findIndex((line) => cells(line)[0] === heading);
    if (start < 0) return [];
    const rest = lines.slice(start + 2);
    const end = rest.findIndex((line) => !line.startsWith("|"));
    return rest
        .slice(0, end < 0 ? rest.length : end)
        .map((line) => (cells(line)[0] ?? "").replaceAll("`", ""));
}

function cells(line: string): string[] {
    return line.startsWith("|")
        ? line
              .split("|")
              .slice(1, -1)
              .map((cell) => cell.trim())
        : [];
}
