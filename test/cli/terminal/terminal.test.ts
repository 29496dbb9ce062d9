import assert from "node:assert/strict";
import { jsonText, lineWidth, printable, terminal, wantsColor, withProgress } from "../../../cli/terminal";

const settings = (isTerminal: boolean, environment: Record<string, string>, columns?: number) => ({
    isTerminal,
    columns,
    environment,
});

const hostile = "\u001b[31mred\u009b2Jclear\u202eabc\u2066\u200f\r\u0000\u007f\u001b]8;;http://x\u0007";

describe("the terminal", () => {
    it("has colors where somebody looks at it, and never against NO_COLOR", () => {
        assert.equal(wantsColor(settings(true, {})), true);
        assert.equal(wantsColor(settings(false, {})), false);
        assert.equal(wantsColor(settings(true, { NO_COLOR: "1" })), false);
        assert.equal(wantsColor(settings(true, { NO_COLOR: "" })), true);
        assert.equal(wantsColor(settings(true, { NO_COLOR: "1", FORCE_COLOR: "1" })), false);
        assert.equal(wantsColor(settings(false, { FORCE_COLOR: "1" })), true);
        assert.equal(wantsColor(settings(true, { FORCE_COLOR: "0" })), false);
        assert.equal(wantsColor(settings(true, { TERM: "dumb" })), false);
    });

    it("is as wide as it says, within what can be read", () => {
        assert.equal(lineWidth(settings(true, {}, 80)), 80);
        assert.equal(lineWidth(settings(true, { COLUMNS: "90" }, 20)), 60);
        assert.equal(lineWidth(settings(true, {}, 400)), 160);
        assert.equal(lineWidth(settings(false, { COLUMNS: "90" })), 90);
        assert.equal(lineWidth(settings(false, { COLUMNS: "wide" })), 100);
        assert.equal(lineWidth(settings(false, {})), 100);
    });

    for (const color of ["0", "1"])
        it(`lets no control character of a foreign text through, FORCE_COLOR=${color}`, () => {
            let written = "";
            const add = (text: string) => {
                written += text;
            };
            const { out, err, json, style } = terminal(settings(false, { FORCE_COLOR: color }), {
                out: add,
                err: add,
            });
            out(`${style(["bold", "red"], `${hostile}!`)} ${hostile}`);
            err(hostile);
            json({ hostile, [hostile]: [hostile] });
            const own = color === "1" ? ["\u001b[1m", "\u001b[31m", "\u001b[39m", "\u001b[22m"] : [];
            let rest = written;
            for (const code of own) {
                assert.equal(rest.split(code).length, 2, JSON.stringify(code));
                rest = rest.replace(code, "");
            }
            assert.doesNotMatch(rest, /(?!\n)\p{Cc}|[\u200f\u202a-\u202e\u2066-\u2069]/u);
        });

    it("writes JSON that means what it meant", () => {
        const document = { [hostile]: [hostile, "two\nlines\t", 1, null] };
        assert.deepEqual(JSON.parse(jsonText(document)), document);
        assert.doesNotMatch(jsonText(document), /[\u007f-\u009f\u202e]/);
    });

    it("shows no token, wherever it comes from", () => {
        const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
        const token = `${part({ alg: "RS256" })}.${part({ sub: "x" })}.c2lnbmF0dXJl`;
        let written = "";
        const add = (text: string) => {
            written += text;
        };
        const { out, err, json } = terminal(settings(false, {}), { out: add, err: add });
        out(`a ${token} b`);
        err(`"${token}"`);
        json({ token });
        for (const piece of token.split(".")) assert.ok(!written.includes(piece));
        assert.match(written, /^a \[ID token, not shown\] b$/m);
    });

    const cases: [text: string, printed: string][] = [
        ["two\nlines\tand 日本語", "two\nlines\tand 日本語"],
        ["\u001b[31mred", "�[31mred"],
        ["\u009b31m", "�31m"],
        ["a\rb\u0000c\u007f", "a�b�c�"],
        ["abc\u202edef", "abc�def"],
    ];
    cases.forEach(([text, printed]) => {
        it(`prints ${JSON.stringify(text)}`, () => {
            assert.equal(printable(text), printed);
        });
    });

    it("says nothing about work that is done at once, and passes its result and its error on", async () => {
        const said: string[] = [];
        const quiet = {
            progress: (text: string) => said.push(text),
            style: (_: unknown, text: string) => text,
        };
        assert.equal(await withProgress(quiet, () => "waiting", Promise.resolve(7)), 7);
        await assert.rejects(
            withProgress(quiet, () => "waiting", Promise.reject(new Error("no"))),
            /no/,
        );
        assert.deepEqual(said, []);
    });
});
