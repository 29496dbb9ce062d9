import { readFileSync } from "node:fs";
import { type Document, LineCounter, parseDocument, type ScalarTag } from "yaml";
import { CommandError } from "../terminal";

/** A YAML file that could be read, with what is needed to say where in it something stands. */
export interface YamlFile {
    file: string;
    document: Document;
    /** `FILE:LINE:COLUMN` of an offset into the text. */
    place(offset: number): string;
}

// The engine's YAML reader takes a leading zero for octal, as YAML 1.1 did.
const leadingZeroInteger: ScalarTag = {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: /^[-+]?0[0-7]+$/,
    resolve: (text) => parseInt(text, 8),
};

/**
 * Reads and parses a YAML file (a byte-order mark is dropped, as the engine does). Throws CommandError when it cannot be
 * read, or with the place of every mistake when it is no YAML. A missing file is the caller's to tell.
 */
export function readYamlFile(file: string): YamlFile {
    let text: string;
    try {
        text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    } catch (error) {
        throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
    }
    const lineCounter = new LineCounter();
    const document = parseDocument(text, {
        lineCounter,
        prettyErrors: false,
        merge: true,
        customTags: (tags) => [leadingZeroInteger, ...tags],
    });
    const place = (offset: number) => {
        const { line, col } = lineCounter.linePos(offset);
        return `${file}:${String(line)}:${String(col)}`;
    };
    if (document.errors.length > 0) {
        const mistakes = document.errors.map((error) => `${place(error.pos[0])}: ${error.message}`);
        throw new CommandError(
            `${file} is not valid YAML.\n${mistakes.join("\n")}`,
            "Mend the file; nothing was run.",
        );
    }
    return { file, document, place };
}
