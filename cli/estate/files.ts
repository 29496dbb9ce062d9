import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Document, LineCounter, parseDocument, type ScalarTag } from "yaml";
import { CommandError } from "../terminal";

/** A YAML file that could be read, with what is needed to say where in it something stands. */
interface YamlFile {
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

/** Reads a file that holds one JSON object. Throws CommandError where it is missing, no JSON, or something else. */
export function readJsonObject(file: string): Record<string, unknown> {
    let text: string;
    try {
        text = readFileSync(resolve(file), "utf8");
    } catch {
        throw new CommandError(`There is no file ${resolve(file)}.`);
    }
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch (error) {
        // The parser's message quotes the text, which may be a token that was taken for its claims.
        const reason = (error as Error).message.replace(/, (?:\.{3})?"[^]*$/, "");
        throw new CommandError(`${file} is no JSON: ${reason}`);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new CommandError(`${file} holds no JSON object.`);
    return value as Record<string, unknown>;
}
