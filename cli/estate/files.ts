import { LineCounter, parseDocument, type ScalarTag } from "yaml";
import { CommandError, readTextFile } from "../terminal";

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
    let value: unknown;
    try {
        value = document.toJS({ maxAliasCount: 1000 });
    } catch (error) {
        // The library's two errors here: aliases that multiply, and an alias without an anchor.
        throw new CommandError(
            `${file} cannot be expanded: ${(error as Error).message}.`,
            "Write the values out, or use fewer aliases (*name).",
        );
    }
    if (containsItself(value))
        throw new CommandError(
            `${file} cannot be expanded: an alias (*name) is inside of the value that it names.`,
            "Write the value out.",
        );
    return { file, value };
}

/** Whether a value is a part of itself. Values that several places share are looked at once. */
function containsItself(value: unknown, above = new Set<unknown>(), done = new Set<unknown>()): boolean {
    if (typeof value !== "object" || value === null || done.has(value)) return false;
    if (above.has(value)) return true;
    above.add(value);
    const found = Object.values(value).some((part) => containsItself(part, above, done));
    above.delete(value);
    done.add(value);
    return found;
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
