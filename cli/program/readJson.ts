import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CommandError } from "../terminal";

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
