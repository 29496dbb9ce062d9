/**
 * A text as lines of at most `width` columns, broken at spaces; what has none is left whole. Line breaks of the text stay.
 * Every line but the first begins with `indent`; runs of spaces inside a line stay as they are.
 */
export function wrapText(text: string, width: number, indent = ""): string[] {
    const lines: string[] = [];
    for (const paragraph of text.split("\n")) {
        let line = lines.length === 0 ? "" : indent;
        let empty = true;
        for (const word of paragraph.split(/(?<=\S)(?=\s)/)) {
            if (!empty && line.length + word.length > width) {
                lines.push(line);
                line = indent + word.trimStart();
            } else {
                line += word;
            }
            empty = false;
        }
        lines.push(line);
    }
    return lines;
}
