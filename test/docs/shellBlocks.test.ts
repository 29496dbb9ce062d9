import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseLine } from "../cli/inProcess";
import { buildCommand } from "../cli/buildCommand";
import { root, runCommand } from "../cli/runCommand";
import { documents } from "./documents";

/** A shell line of a document, with its place for messages. */
interface ShellLine {
    place: string;
    words: string[];
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
};

const blocks = documents().flatMap(({ path, blocks }) =>
    blocks
        .filter(({ language }) => language === "sh")
        .map((block) => ({ ...block, place: `${path}:${String(block.line)}` })),
);

const lines: ShellLine[] = blocks.flatMap(({ text, place }) =>
    text
        .replaceAll("\\\n", " ")
        .split("\n")
        .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
        .filter((line) => line !== "")
        .map((line) => ({ place, words: line.split(/\s+/) })),
);

/** The arguments of our command in a line, up to a redirection or pipe; undefined where the line is about something else. */
function ownArguments({ words }: ShellLine): string[] | undefined {
    const starts = ["npx --no-install gitlab-aws-oidc", "gitlab-aws-oidc"];
    const start = starts.find((each) => `${words.join(" ")} `.startsWith(`${each} `));
    if (start === undefined) return undefined;
    const skipped = start.split(" ").length;
    const end = words.findIndex((word) => /^[|<>]|^2>|^&&$/.test(word));
    return words.slice(skipped, end < 0 ? words.length : end);
}

/** The tests of examples preview each of them. */
const isExamplePreview = ([verb = "", ...rest]: string[]) =>
    verb === "preview" && rest.some((word) => word.startsWith("examples/"));

describe("the shell blocks of the documents", function () {
    this.timeout(120_000);

    it("are shell", () => {
        assert.ok(blocks.length > 10);
        for (const { text, place } of blocks) {
            const { status, stderr } = spawnSync("sh", ["-n"], { input: text, encoding: "utf8" });
            assert.equal(status, 0, `${place}\n${stderr}`);
        }
    });

    it("name npm scripts that are there", () => {
        for (const { words, place } of lines.filter(({ words }) => words[0] === "npm")) {
            const [, command = "", script = ""] = words;
            const name =
                command === "run" ? script : ["start", "test"].includes(command) ? command : undefined;
            assert.ok(name === undefined || name in scripts, `${place}: npm ${command} ${script}`);
        }
    });

    it("use commands, arguments and options that exist", () => {
        for (const line of lines) {
            const given = ownArguments(line);
            if (given === undefined) continue;
            if (!given.includes("--help")) {
                assert.doesNotThrow(() => {
                    parseLine(given);
                }, line.place);
            }
        }
    });

    it("preview and print what they say, without an account or a network", async () => {
        buildCommand();
        const offline = lines
            .map((line) => ({ place: line.place, words: ownArguments(line) ?? [] }))
            .filter(
                ({ words: [verb = "", ...rest] }) =>
                    ["preview", "snippet", "access"].includes(verb) && isWritten(rest),
            );
        const distinct = new Map(
            offline
                .filter(({ words }) => !isExamplePreview(words))
                .map((line) => [line.words.join(" "), line]),
        );
        assert.ok(distinct.size >= 5);
        for (const { words, place } of distinct.values()) {
            const { code, stdout, stderr } = await runCommand(words);
            assert.equal(code, 0, `${place}\n${stdout}${stderr}`);
            assert.ok(stdout.length > 100, place);
        }
    });
});

/** Whether every argument is a value and none a placeholder for the reader's own, or a way to a real account. */
function isWritten(words: readonly string[]): boolean {
    return words.every(
        (word) => !/[A-Z]{3,}|…|^--account$|^--against$|^--roles$|\.json$/.test(word.replace(/=.*$/, "")),
    );
}
