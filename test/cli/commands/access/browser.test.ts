import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

    const dumped = async (address: string, ...options: string[]) =>
        await run(
            browser ?? "",
            [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                `--user-data-dir=${join(folder, "profile")}`,
                "--enable-logging=stderr",
                ...options,
                "--dump-dom",
                address,
            ],
            { maxBuffer: 64 * 1024 * 1024 },
        );

    /** The page after its script ran, and what the console said. */
    const opened = async (count: number, search: string): Promise<{ dom: string; messages: string[] }> => {
        const file = join(folder, `${String(count)}.html`);
        writeFileSync(file, accessHtml(accessOf(manyRoles(count))));
        const { stdout, stderr } = await dumped(`file://${file}#${encodeURIComponent(search)}`);
        return { dom: stdout, messages: stderr.split("\n").filter((line) => line.includes("CONSOLE")) };
    };
    const countOf = (dom: string): string | undefined => /id="count"[^>]*>([^<]*)</.exec(dom)?.[1];
    const shownRows = (dom: string): number =>
        (dom.slice(dom.indexOf("<tbody>")).match(/<tr(?: data-open="")?>/g) ?? []).length;

    /** What axe-core has against the page: rule, and the elements concerned. The page's own policy would refuse its script. */
    const accessibilityOf = async (html: string): Promise<unknown> => {
        const file = join(folder, "axe.html");
        const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
        const report = `axe.run().then(({ violations, passes }) => {
            const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]);
            const text = JSON.stringify({ found, passes: passes.length });
            document.title = "axe " + btoa(unescape(encodeURIComponent(text)));
        });`;
        const open = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/i, "");
        writeFileSync(
            file,
            open.replace("</body>", () => `<script>${axe}</script><script>${report}</script></body>`),
        );
        const dom = await dumped(`file://${file}`, "--virtual-time-budget=60000");
        const [, encoded] = /<title>axe ([^<]+)</.exec(dom.stdout) ?? [];
        assert.ok(encoded !== undefined, dom.stderr.slice(0, 2000));
        return JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
    };

    it("has nothing that axe finds: contrast, landmarks, names", async () => {
        const { found, passes } = (await accessibilityOf(accessHtml(accessOf(manyRoles(4))))) as {
            found: unknown[];
            passes: number;
        };
        assert.deepEqual(found, []);
        assert.ok(passes > 10, String(passes));
        const bad = (await accessibilityOf("<html><body><img src='x'></body></html>")) as {
            found: unknown[];
        };
        assert.notDeepEqual(bad.found, []);
    });

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
