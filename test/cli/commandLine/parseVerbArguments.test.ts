import assert from "node:assert/strict";
import { CommandError } from "../../../cli/commandLine/commandError";
import { parseVerbArguments } from "../../../cli/commandLine/parseVerbArguments";
import type { Verb } from "../../../cli/commandLine/verb";

const verb: Verb = {
    name: "show",
    summary: "Shows.",
    operands: ["ROLE"],
    options: {
        stack: { kind: "text", short: "s", valueName: "NAME", description: "Stack." },
        config: { kind: "list", valueName: "KEY=VALUE", description: "Config." },
        json: { kind: "flag", description: "JSON." },
    },
    details: [],
    run: () => Promise.resolve(0),
};

const parse = (...texts: string[]) => parseVerbArguments(verb, texts);

function refusal(...texts: string[]): { message: string; fix?: string } {
    try {
        parse(...texts);
    } catch (error) {
        assert.ok(error instanceof CommandError);
        return { message: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) };
    }
    return assert.fail("was taken");
}

describe("the arguments of a verb", () => {
    it("reads operands, texts, lists and flags, in any order and spelling", () => {
        const read = parse("--config", "a=1", "web", "-s", "prod", "--config=b=2", "--json");
        assert.deepEqual(read.operands, ["web"]);
        assert.equal(read.text("stack"), "prod");
        assert.deepEqual(read.list("config"), ["a=1", "b=2"]);
        assert.equal(read.flag("json"), true);
        assert.equal(parse("web").flag("json"), false);
        assert.equal(parse("web").text("stack"), undefined);
    });

    it("takes what follows -- as operands", () => {
        assert.deepEqual(parse("--", "--json").operands, ["--json"]);
    });

    it("names the nearest option for a misspelt one, and all where none is near", () => {
        assert.deepEqual(refusal("web", "--stak", "dev"), {
            message: '"show" has no option --stak.',
            fix: "Did you mean --stack?",
        });
        assert.match(refusal("web", "--xyzzy").fix ?? "", /^Its options: --stack, --config, --json, --help$/);
    });

    it("does not take an option for the value of another", () => {
        assert.equal(refusal("web", "--stack", "--json").message, "--stack needs a value: NAME.");
        assert.equal(refusal("web", "--stack").message, "--stack needs a value: NAME.");
        assert.equal(parse("web", "--stack=--json").text("stack"), "--json");
    });

    it("refuses a value for a flag, a text given twice, and names of Object.prototype", () => {
        assert.equal(refusal("web", "--json=yes").message, '--json takes no value, and got "yes".');
        assert.equal(refusal("web", "-s", "a", "--stack", "b").message, "--stack is given twice.");
        assert.match(refusal("web", "--constructor").message, /has no option --constructor/);
    });

    it("demands its operands, and refuses more, but not where help is asked for", () => {
        assert.equal(refusal().message, '"show" needs ROLE.');
        assert.equal(refusal("a", "b", "c").message, '"show" does not know what to do with "b c".');
        assert.equal(parse("--help").flag("help"), true);
    });
});
