import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "../probe/network";
import { CommandError } from "../terminal";
import type { KeyStore } from "./keyStore";

/** The keys in a file of the repository, which the program publishes. A write is whole or does not happen. */
export function fileKeyStore(file: string): KeyStore {
    const read = (): string | undefined => {
        try {
            return readFileSync(file, "utf8");
        } catch (error) {
            if (errorCode(error) === "ENOENT") return undefined;
            throw new CommandError(`${file} cannot be read (${errorCode(error)}); nothing was written.`);
        }
    };
    return {
        name: file,
        read: () => {
            const text = read();
            return Promise.resolve(text === undefined ? undefined : { text });
        },
        write: (text, before) => {
            if (read() !== before?.text) {
                throw new CommandError(
                    `${file} has changed meanwhile; nothing was written.`,
                    "Run it again.",
                );
            }
            writeWhole(file, text);
            return Promise.resolve();
        },
    };
}

/** Writes a file, and the folders that it is in, whole or not at all. Throws CommandError where it cannot. */
export function writeWhole(file: string, text: string): void {
    const draft = `${file}.${String(process.pid)}.tmp`;
    try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(draft, text);
        renameSync(draft, file);
    } catch (error) {
        rmSync(draft, { force: true });
        throw new CommandError(`${file} cannot be written (${errorCode(error)}).`);
    }
}
