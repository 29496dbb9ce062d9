import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { CommandError } from "./terminal";

/**
 * Reads a text file, or standard input where `file` is 0. Throws CommandError where it is missing, unreadable, no file, larger
 * than `most` megabytes, or not UTF-8; UTF-16 is named, since it is what PowerShell writes by `>`. A byte order mark is dropped,
 * as the engine does. Of a device or a pipe, which has no size, no more than that is read either.
 */
export function readTextFile(file: string | 0, most: number): string {
    const name = file === 0 ? "Standard input" : file;
    let bytes: Buffer | undefined;
    try {
        bytes = readAtMost(file, most * 1_000_000);
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "ENOENT" && file !== 0) throw new CommandError(`There is no file ${resolve(file)}.`);
        throw new CommandError(`${name} cannot be read: ${code ?? message}.`);
    }
    if (bytes === undefined)
        throw new CommandError(`${name} is too large; at most ${String(most)} MB are read.`);
    const [first, second] = bytes;
    const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    if (isWide || bytes.subarray(0, 1000).includes(0))
        throw new CommandError(
            `${name} is not UTF-8 text: it looks like UTF-16 or a binary file.`,
            "Save it as UTF-8. In PowerShell: Out-File -Encoding utf8",
        );
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        throw new CommandError(
            `${name} is not UTF-8 text${placeOfBadByte(bytes)}: it may be Latin-1 (ISO 8859-1).`,
            "Save it as UTF-8.",
        );
    }
}

/** The whole content, or undefined where there is more than `most` bytes of it. */
function readAtMost(file: string | 0, most: number): Buffer | undefined {
    const descriptor = file === 0 ? 0 : openSync(file, "r");
    try {
        const status = fstatSync(descriptor);
        if (status.isFile()) return status.size > most ? undefined : readFileSync(descriptor);
        const chunks: Buffer[] = [];
        for (let sum = 0; sum <= most;) {
            const chunk = Buffer.alloc(65_536);
            const length = readSync(descriptor, chunk);
            if (length === 0) return Buffer.concat(chunks);
            chunks.push(chunk.subarray(0, length));
            sum += length;
        }
        return undefined;
    } finally {
        if (file !== 0) closeSync(descriptor);
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
