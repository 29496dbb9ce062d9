import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJsonObject, readYamlFile } from "../../../cli/estate/files";

describe("files that people write", () => {
    let folder: string;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "files-"));
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const written = (content: string | Buffer): string => {
        const file = join(folder, "file");
        writeFileSync(file, content);
        return file;
    };
    const refused = (content: string | Buffer, message: RegExp) => {
        const file = written(content);
        for (const read of [readYamlFile, readJsonObject])
            assert.throws(() => read(file), { name: "CommandError", message });
    };

    it("may begin with a byte order mark, and have aliases and leading zeros", () => {
        assert.deepEqual(readYamlFile(written("\ufeffa: &x [010]\nb: *x\n")).value, { a: [8], b: [8] });
        assert.deepEqual(readJsonObject(written('\ufeff{"a": 1}')), { a: 1 });
    });

    it("are refused as UTF-16, with what to do", () => {
        for (const mark of ["\ufeff", ""]) refused(Buffer.from(`${mark}{"a": 1}`, "utf16le"), /UTF-16/);
        refused(Buffer.from(`\ufeff{"a": 1}`, "utf16le").swap16(), /UTF-16/);
    });

    it("are refused as Latin-1, with the line", () => {
        refused(Buffer.from('{"a": 1,\n"b": "Gr\u00fc\u00dfe"}', "latin1"), /UTF-8.*line 2.*Latin-1/);
    });

    it("are refused where aliases multiply, in one short message and at once", () => {
        const levels = Array.from({ length: 12 }, (_, level) => {
            const name = (at: number) => `l${String(at)}`;
            const items =
                level === 0
                    ? '"x"'
                    : Array<string>(10)
                          .fill(`*${name(level - 1)}`)
                          .join(", ");
            return `${name(level)}: &${name(level)} [${items}]`;
        });
        const started = Date.now();
        assert.throws(
            () => readYamlFile(written(levels.join("\n"))),
            (error: Error) =>
                error.name === "CommandError" && /alias/i.test(error.message) && error.message.length < 300,
        );
        assert.ok(Date.now() - started < 5_000);
    });

    it("are refused where an alias is a part of what it names, and not where two places share a value", () => {
        assert.throws(() => readYamlFile(written("config:\n  a: &a { b: [*a] }\n")), {
            name: "CommandError",
            message: /alias/,
        });
        assert.deepEqual(readYamlFile(written("a: &a { c: 1 }\nb: [*a, *a]\n")).value, {
            a: { c: 1 },
            b: [{ c: 1 }, { c: 1 }],
        });
    });

    it("are refused where they are missing, folders, or too large", () => {
        assert.throws(() => readYamlFile(join(folder, "none")), { name: "CommandError", message: /no file/ });
        assert.throws(() => readJsonObject(folder), { name: "CommandError", message: /EISDIR/ });
        refused(Buffer.alloc(1), /binary/);
        assert.throws(() => readYamlFile(written(Buffer.alloc(9_000_000, 32))), { message: /at most 8 MB/ });
    });
});
