import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../cli/runCommand";
import { type CodeBlock, codeBlocks } from "./codeBlocks";

/** A Markdown file that people read. */
export interface MarkdownDocument {
    /** From the project's folder: `docs/app-team.md`. */
    path: string;
    text: string;
    blocks: CodeBlock[];
}

function filesIn(folder: string): string[] {
    return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

/** Every Markdown file of the project that people read: README, docs, and those of the examples and packages. */
export function documents(): MarkdownDocument[] {
    const candidates = [
        ...filesIn("."),
        ...filesIn("docs"),
        ...filesIn("examples").map((folder) => join(folder, "README.md")),
        ...["cli", "components", "policy-pack"].map((folder) => join(folder, "README.md")),
        "templates/README.md",
        "bench/README.md",
    ];
    return candidates
        .filter((path) => path.endsWith(".md") && existsSync(join(root, path)))
        .map((path) => {
            const text = readFileSync(join(root, path), "utf8");
            return { path, text, blocks: codeBlocks(text) };
        });
}
