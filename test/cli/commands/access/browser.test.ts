import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accessHtml } from "../../../../cli/commands/access/accessPage";
import { accessOf, manyRoles } from "./specimenRoles";

const run = promisify(execFile);

/** The browser of this machine, if it has one. */
function findBrowser(): string | undefined {
    return ["chromium", "chromium-browser", "google-chrome"].find((name) => {
        try {
            execFileSync(name, ["--version"], { stdio: "ignore" });
            return true;
        } catch {
            return false;
        }
    });
}

describe("the access page in a browser", function () {
    this.timeout(120_000);
    let browser: string | undefined;
    let folder: string;

    before(function () {
        browser = findBrowser();
        if (browser === undefined) {
            console.log("      no Chromium on this machine: the page is not opened");
            this.skip();
        }
        folder = mkdtempSync(join(tmpdir(), "access-page-"));
    });
    after(() => {
        if (browser !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    /** The page after its script ran, and what the console said. */
    const opened = async (count: number, search: string): Promise<{ dom: string; messages: string[] }> => {
        const file = join(folder, `${String(count)}.html`);
        writeFileSync(file, accessHtml(accessOf(manyRoles(count))));
        const { stdout, stderr } = await run(
            browser ?? "",
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                `--user-data-dir=${join(folder, "profile")}`,
                "--enable-logging=stderr",
                "--dump-dom",
                `file://${file}#${encodeURIComponent(search)}`,
            ],
            { maxBuffer: 64 * 1024 * 1024 },
        );
        return { dom: stdout, messages: stderr.split("\n").filter((line) => line.includes("CONSOLE")) };
    };
    const countOf = (dom: string): string | undefined => /id="count"[^>]*>([^<]*)</.exec(dom)?.[1];
    const shownRows = (dom: string): number =>
        (dom.slice(dom.indexOf("<tbody>")).match(/<tr(?: data-open="")?>/g) ?? []).length;

    for (const count of [4, 200, 2000]) {
        it(`shows ${String(count)} roles, and the console stays empty`, async () => {
            const { dom, messages } = await opened(count, "");
            assert.equal(countOf(dom), `${String(count)} access paths`);
            assert.equal(shownRows(dom), count);
            assert.deepEqual(messages, []);
        });

        it(`finds one of ${String(count)}`, async () => {
            const { dom } = await opened(count, "ci-2 branch");
            const hits = manyRoles(count).filter(
                ({ label }) => label.startsWith("ci-2") && label !== `ci-${String(count - 1)}`,
            );
            assert.equal(countOf(dom), `${String(hits.length)} of ${String(count)} access paths`);
            assert.equal(shownRows(dom), hits.length);
        });
    }
});
