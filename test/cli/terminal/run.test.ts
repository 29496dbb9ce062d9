import assert from "node:assert/strict";
import {
    type CommandMaker,
    exitCodes,
    flagOption,
    listOption,
    newCommand,
    numberOption,
    textOption,
} from "../../../cli/terminal";
import { inProcess } from "../inProcess";

let seen: unknown;

const show: CommandMaker = ({ finish }) =>
    newCommand("show", "Shows.", ["Details of it."])
        .argument("<ROLE>", "The role.")
        .addOption(textOption("-s, --stack <NAME>", "Stack."))
        .addOption(listOption("--config <KEY=VALUE>", "Config."))
        .addOption(numberOption("--timeout <SECONDS>", "Seconds.", { least: 1, most: 60 }))
        .addOption(flagOption("--json", "JSON."))
        .action((role, options) => {
            seen = { role, ...options };
            finish(exitCodes.findings);
        });

const group: CommandMaker = ({ finish }) =>
    newCommand("group", "Groups.").addCommand(
        newCommand("inner", "Is inside.").action(() => {
            finish(exitCodes.done);
        }),
    );

const run = (...texts: string[]) => inProcess(texts, { makers: [show, group] });

async function refusal(...texts: string[]): Promise<string> {
    const { code, stdout, error } = await run(...texts);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.ok(error !== undefined, "was accepted");
    return `${error.message}\n${error.fix ?? ""}`;
}

describe("the command line", () => {
    it("reads arguments, values, lists and flags, in any order and spelling, and returns the exit code", async () => {
        const { code } = await run(
            "show",
            "--config",
            "a=1",
            "web",
            "-s",
            "prod",
            "--config=b=2",
            "--timeout",
            "5",
            "--json",
        );
        assert.equal(code, 1);
        assert.deepEqual(seen, {
            role: "web",
            stack: "prod",
            config: ["a=1", "b=2"],
            timeout: 5,
            json: true,
        });
        await run("show", "--", "--json");
        assert.deepEqual(seen, { role: "--json" });
    });

    it("prints the help of the whole, of a command and of an action", async () => {
        const [overview, help, action, asked] = await Promise.all([
            run("--help"),
            run("show", "--help"),
            run("group", "inner", "--help"),
            run("help", "show"),
        ]);
        assert.match(overview.stdout, /^ {2}show .*Shows\.$/m);
        assert.match(help.stdout, /^Usage: gitlab-aws-oidc show .*ROLE/);
        for (const part of ["--stack <NAME>", "--config <KEY=VALUE>", "--json", "Details of it."])
            assert.ok(help.stdout.includes(part), part);
        assert.match(action.stdout, /^Usage: gitlab-aws-oidc group inner/);
        assert.equal(asked.stdout, help.stdout);
        assert.deepEqual([overview.code, help.code, action.code, asked.code], [0, 0, 0, 0]);
    });

    it("prints help as an error where a command or an action is missing", async () => {
        for (const texts of [[], ["group"]]) {
            const { code, stdout, stderr } = await run(...texts);
            assert.deepEqual([code, stdout], [2, ""]);
            assert.match(stderr, /^Usage: gitlab-aws-oidc/);
        }
    });

    it("names the nearest command or option for a misspelled one", async () => {
        assert.match(await refusal("sho"), /"sho".*\n.*"show"/);
        assert.match(await refusal("group", "iner"), /"iner".*\n.*"inner"/);
        assert.match(await refusal("show", "web", "--stak", "dev"), /--stak.*\n.*--stack/);
        assert.match(await refusal("show", "web", "--xyzzy"), /--xyzzy.*\n.*show --help/);
        assert.match(await refusal("show", "web", "--constructor"), /--constructor/);
    });

    it("expects a command before options", async () => {
        assert.match(await refusal("--stack", "dev"), /Expected a command before options, got --stack\./);
    });

    it("does not read an option as the value of another", async () => {
        assert.match(await refusal("show", "web", "--stack", "--json"), /--stack requires a value: <NAME>/);
        assert.match(await refusal("show", "web", "--stack"), /--stack requires a value: <NAME>/);
        await run("show", "web", "--stack=--json");
        assert.deepEqual(seen, { role: "web", stack: "--json" });
    });

    it("refuses a value for a flag, a value given twice, numbers outside their limits, missing and further arguments", async () => {
        assert.match(await refusal("show", "web", "--json=yes"), /--json=yes/);
        assert.match(await refusal("show", "web", "-s", "a", "--stack", "b"), /given twice/);
        for (const value of ["0", "61", "5s", "1e1"])
            assert.match(await refusal("show", "web", "--timeout", value), /from 1 to 60/);
        assert.match(await refusal("show"), /ROLE/);
        assert.match(await refusal("show", "a", "b", "c"), /"b c"/);
    });
});

describe("a token among the arguments", () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "RS256", kid: "marker" })}.${part({ sub: "marker" })}.c2lnbmF0dXJl`;
    const lines = [
        ["show", "web", "--stack", token],
        ["show", "web", `--stack=${token}`],
        ["show", token],
        ["show", "web", token],
        [token],
        ["show", "web", `--${token}`],
        ["show", "web", "--stack", token.slice(0, 40)],
        ["show", "web", "--stack", `CI_TOKEN=${token}`],
        ["show", "web", "--stack", ` ${token}\n`],
    ];
    lines.forEach((line, index) => {
        it(`is refused and not shown, place ${String(index + 1)}`, async () => {
            const text = await refusal(...line);
            assert.match(text, /ID token/);
            assert.match(text, /--token-variable/);
            for (const piece of token.split(".")) assert.ok(!text.includes(piece.slice(0, 20)));
        });
    });

    it("is not seen in hosts, ARNs and paths", async () => {
        for (const value of [
            "eyewitness-reports.eyeglasses.example",
            "arn:aws:iam::123456789012:role/ewewewewewewewewe",
        ]) {
            await run("show", value);
            assert.deepEqual(seen, { role: value });
        }
    });
});
