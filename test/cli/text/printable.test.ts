import assert from "node:assert/strict";
import { printable } from "../../../cli/text/printable";

describe("printable", () => {
    const cases: [text: string, printed: string][] = [
        ["main", "main"],
        ["two\nlines\tand 日本語", "two\nlines\tand 日本語"],
        ["\u001b[31mred", "�[31mred"],
        ["\u009b31m", "�31m"],
        ["a\rb\u0000c\u007f", "a�b�c�"],
        ["abc\u202edef", "abc�def"],
    ];
    cases.forEach(([text, printed]) => {
        it(JSON.stringify(text), () => {
            assert.equal(printable(text), printed);
        });
    });
});
