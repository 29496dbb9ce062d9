import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { LineCounter, parseDocument, type ScalarTag } from "yaml";
import { CommandError } from "../terminal";

/** A YAML file that could be read. */
interface YamlFile {
    file: string;
    /** What it says, as plain objects, lists and values; null where it is empty. */
    value: unknown;
}

// The engine's YAML reader takes a leading zero for octal, as YAML 1.1 did.
const leadingZeroInteger: ScalarTag = {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: /^[-+]?0[0-7]+$/,
    resolve: (text) => parseInt(text, 8),
};

/** The largest files that are read, in megabytes: far beyond what people write or `aws iam` prints of an account. */
const largest = { yaml: 8, json: 512 } as const;

/**
 * Reads a text file. Throws CommandError where it is missing, unreadable, no file, larger than `most` megabytes, or not UTF-8;
 * UTF-16 is named, since it is what PowerShell writes by `>`. A byte order mark is dropped, as the engine does.
 */
export function readTextFile(file: string, most: number): string {
    let bytes: Buffer;
    try {
        const { size } = statSync(file);
        if (size > most * 1_000_000)
            throw new CommandError(
                `${file} has ${String(Math.ceil(size / 1_000_000))} MB; at most ${String(most)} MB are read.`,
            );
        bytes = readFileSync(file);
    } catch (error) {
        if (error instanceof CommandError) throw error;
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") throw new CommandError(`There is no file ${resolve(file)}.`);
        throw new CommandError(`${file} cannot be read: ${code ?? message}.`);
    }
    const [first, second] = bytes;
    const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    if (isWide || bytes.subarray(0, 1000).includes(0))
        throw new CommandError(
            `${file} is not UTF-8 text: it looks like UTF-16 or a binary file.`,
            "Save it as UTF-8. In PowerShell: Out-File -Encoding utf8",
        );
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        throw new CommandError(
            `${file} is not UTF-8 text${placeOfBadByte(bytes)}: it may be Latin-1 (ISO 8859-1).`,
            "Save it as UTF-8.",
        );
    }
}

/** `, line 3` of the first byte sequence that is not UTF-8. */
function placeOfBadByte(bytes: Buffer): string {
    const line = bytes
        .toString("latin1")
        .split("\n")
        .findIndex((text) => Buffer.from(text, "latin1").toString("utf8").includes("\ufffd"));
    return line === -1 ? "" : `, line ${String(line + 1)}`;
}

/**
 * Reads and parses a YAML file. Throws CommandError when it cannot be read, when its aliases make it much larger than it is,
 * or with the place of every mistake when it is not valid YAML.
 */
export function readYamlFile(file: string): YamlFile {
    const text = readTextFile(file, largest.yaml);
    const lineCounter = new LineCounter();
    const document = parseDocument(text, {
        lineCounter,
        prettyErrors: false,
        merge: true,
        customTags: (tags) => [leadingZeroInteger, ...tags],
    });
    if (document.errors.length > 0) {
        const mistakes = document.errors.map(({ pos: [offset], message }) => {
            const { line, col } = lineCounter.linePos(offset);
            return `${file}:${String(line)}:${String(col)}: ${message}`;
        });
        throw new CommandError(
            `${file} is not valid YAML.\n${mistakes.join("\n")}`,
            "Correct the file; nothing was run.",
        );
    }
    try {
        return { file, value: document.toJS({ maxAliasCount: 1000 }) as unknown };
    } catch (error) {
        // The library's two errors here: aliases that multiply, and an alias without an anchor.
        throw new CommandError(
            `${file} cannot be expanded: ${(error as Error).message}.`,
            "Write the values out, or use fewer aliases (*name).",
        );
    }
}

/** Reads a JSON file. Throws CommandError where it is missing or not valid JSON; no message repeats what is in it. */
export function readJsonFile(file: string): unknown {
    const text = readTextFile(file, largest.json);
    try {
        return JSON.parse(text);
    } catch (error) {
        // The parser's message quotes the text, which may be a token that was taken for its claims.
        const reason = (error as Error).message.replace(/, (?:\.{3})?"[^]*$/, "");
        throw new CommandError(`${file} is not valid JSON: ${reason}`);
    }
}

/** Reads a file with one JSON object. Throws CommandError where it is missing, not valid JSON, or something else. */
export function readJsonObject(file: string): Record<string, unknown> {
    const value = readJsonFile(file);
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new CommandError(
            `${file} contains ${Array.isArray(value) ? "a list" : "a single value"}, not a JSON object.`,
        );
    return value as Record<string, unknown>;
}
