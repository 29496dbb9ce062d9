/** A fenced block of a Markdown text. */
export interface CodeBlock {
    /** What follows the fence: `sh`, `yaml`. */
    language: string;
    text: string;
    /** The line of the fence, from 1. */
    line: number;
}

/** The fenced blocks of a Markdown text, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
    const blocks: CodeBlock[] = [];
    let open: CodeBlock | undefined;
    markdown.split("\n").forEach((text, index) => {
        const fence = /^\s*```(\w*)/.exec(text);
        if (fence === null) {
            if (open !== undefined) open.text += `${text}\n`;
        } else if (open === undefined) {
            open = { language: fence[1] ?? "", text: "", line: index + 1 };
        } else {
            blocks.push(open);
            open = undefined;
        }
    });
    return blocks;
}
