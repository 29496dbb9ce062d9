import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, readTextFile } from "../../../cli/terminal";

describe("reading a text file", () => {
    const folder = mkdtempSync(join(tmpdir(), "text-file-"));

    after(() => {
        rmSync(folder, { recursive: true });
    });

    const message = (file: string, most = 1): string => {
        try {
            readTextFile(file, most);
        } catch (error) {
            if (error instanceof CommandError) return error.message;
            throw error;
        }
        return "";
    };

    it("drops a byte order mark, and names what is no UTF-8", () => {
        const file = join(folder, "file");
        writeFileSync(file, "\ufeffname");
        assert.equal(readTextFile(file, 1), "name");
        writeFileSync(file, Buffer.from("one\ntwo \xe4", "latin1"));
        assert.match(message(file), /line 2.*Latin-1/);
        writeFileSync(file, "\ufeffname", "utf16le");
        assert.match(message(file), /UTF-16/);
    });

    it("names a file that is not there, a folder, and one that is too large", () => {
        assert.match(message(join(folder, "none")), /no file/);
        assert.match(message(folder), /EISDIR/);
        const large = join(folder, "large");
        writeFileSync(large, Buffer.alloc(1_000_001, "a"));
        assert.match(message(large), /1 MB/);
    });

    // A device has no size: without a limit of its own the read ends where memory does.
    it("stops reading a device that never ends", function () {
        if (!existsSync("/dev/zero")) return this.skip();
        this.timeout(5_000);
        assert.match(message("/dev/zero"), /1 MB/);
    });
});
