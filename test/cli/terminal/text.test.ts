import assert from "node:assert/strict";
import fc from "fast-check";
import { displayWidth, textTable, wrapText } from "../../../cli/terminal/text";
import { propertyRuns } from "../../propertyRuns";

const word = fc.stringMatching(/^[a-z/:,]{1,30}$/);
const cell = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));

describe("a text table", () => {
    it("gives each column what it needs where there is room", () => {
        const columns = [{ title: "Role" }, { title: "Refs" }];
        assert.deepEqual(textTable(columns, [["web-deploy", "branch main"]], 80), [
            "Role        Refs",
            "──────────  ───────────",
            "web-deploy  branch main",
        ]);
    });

    it("wraps at spaces, breaks long words behind a separator, and parts rows of several lines", () => {
        const rows = [
            ["a", "acme/platform/infrastructure"],
            ["b", "one two three four"],
        ];
        assert.deepEqual(textTable([{ title: "K" }, { title: "Project" }], rows, 17).slice(2), [
            "a  acme/platform/",
            "   infrastructure",
            "",
            "b  one two three",
            "   four",
        ]);
    });

    it("counts the columns of a terminal, not UTF-16 units", () => {
        const rows = [
            ["日本語", "x"],
            ["e\u0301a", "👩‍👩‍👧"],
            ["abc", "y"],
        ];
        const [title = "", , ...lines] = textTable([{ title: "A" }, { title: "B" }], rows, 80);
        const column = displayWidth(title.slice(0, title.indexOf("B")));
        assert.equal(column, displayWidth("日本語") + 2);
        lines.forEach((line, index) => {
            assert.equal(displayWidth(line.slice(0, line.indexOf(rows[index]?.[1] ?? ""))), column, line);
        });
        for (const line of textTable([{ title: "A" }], [["日本語".repeat(20)]], 30))
            assert.ok(displayWidth(line) <= 30);
    });

    it("never loses a letter and never outgrows its width", () => {
        const tables = fc.record({
            rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }),
            width: fc.integer({ min: 30, max: 120 }),
        });
        fc.assert(
            fc.property(tables, ({ rows, width }) => {
                const columns = [{ title: "A" }, { title: "B" }, { title: "C" }];
                const lines = textTable(columns, rows, width);
                assert.ok(lines.every((line) => line.length <= width));
                const letters = (text: string) => [...text.replace(/\s/g, "")].sort().join("");
                assert.equal(letters(lines.slice(2).join("")), letters(rows.flat().join("")));
            }),
            { numRuns: propertyRuns(200) },
        );
    });

    it("keeps to a line's width wherever a word allows it", () => {
        fc.assert(
            fc.property(cell, fc.integer({ min: 10, max: 60 }), (text, width) => {
                const lines = wrapText(text, width, "  ");
                assert.equal(
                    lines
                        .map((line) => line.trim())
                        .join(" ")
                        .trim(),
                    text,
                );
                for (const line of lines)
                    assert.ok(
                        line.length <= width || !line.trim().includes(" "),
                        `${line} in ${String(width)}`,
                    );
            }),
            { numRuns: propertyRuns(200) },
        );
    });
});
