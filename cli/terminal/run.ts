import { Command, type CommandUnknownOpts, CommanderError } from "@commander-js/extra-typings";
import { nearestName } from "../../trust/problem";
import { version } from "../package.json";
import { commandName, type CommandContext, type CommandMaker, pathOf } from "./command";
import { completionCommand } from "./completion";
import { holdsToken } from "./secrets";
import { CommandError, type ExitCode, exitCodes, type Terminal } from "./terminal";

const exitCodeText = "Exit codes: 0 success, 1 findings, 2 usage or configuration error.";

/** The whole command line: every command with its options, below `gitlab-aws-oidc`. */
export function commandLine(makers: readonly CommandMaker[], context: CommandContext): CommandUnknownOpts {
    const program = new Command(commandName)
        .description(
            "Gives GitLab CI/CD jobs access to AWS without long-lived credentials, and shows who can assume which role before anything is deployed.",
        )
        .version(version, "--version", "Print the version.")
        .helpCommand("help [COMMAND]", "Print the help of a command.")
        .addHelpText("after", `\n${commandName} COMMAND --help describes one command.`)
        .addHelpText("afterAll", `\n${exitCodeText}`);
    for (const make of [...makers, completionCommand(() => program)]) program.addCommand(make(context));
    prepare(program, context.terminal);
    return program;
}

/**
 * Runs what was typed after the command's name. Throws CommandError for what is wrong in it, naming the nearest command or
 * option.
 */
export async function runCommand(
    makers: readonly CommandMaker[],
    texts: readonly string[],
    { terminal, commandFile, environment }: Omit<CommandContext, "finish">,
): Promise<ExitCode> {
    let code: ExitCode = exitCodes.done;
    const finish = (result: ExitCode) => {
        code = result;
    };
    refuseTokens(texts);
    const program = commandLine(makers, { terminal, commandFile, environment, finish });
    checkFirst(program, texts[0]);
    checkValues(program, texts);
    try {
        await program.parseAsync([...texts], { from: "user" });
    } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        // Help and version end by an error too; help that nobody asked for, because the command is missing, has code 1.
        return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    return code;
}

/**
 * Refuses a command line with a token in it, before anything reads it: other users of the machine and a shell's history see
 * arguments. Throws CommandError that says how to give a token.
 */
function refuseTokens(texts: readonly string[]): void {
    const place = texts.findIndex(holdsToken);
    if (place === -1) return;
    const before = texts[place - 1];
    const option =
        /^(--[\w-]+)=/.exec(texts[place] ?? "")?.[1] ?? (before?.startsWith("--") ? before : undefined);
    const where = option === undefined ? `Argument ${String(place + 1)}` : `The value of ${option}`;
    throw new CommandError(
        `${where} is an ID token. It is not read and not shown, because arguments are visible to other users of the machine.`,
        "Store the token in a file or an environment variable, and write --token FILE or --token-variable NAME " +
            "(the name of the variable, without $).",
    );
}

// Commands that are added do not inherit settings, so each gets them.
function prepare(command: CommandUnknownOpts, terminal: Terminal): void {
    command
        .helpOption("-h, --help", "Print this help.")
        .configureHelp({ showGlobalOptions: false, helpWidth: terminal.width })
        .configureOutput({
            writeOut: (text) => {
                terminal.out(text.trimEnd());
            },
            writeErr: (text) => {
                terminal.err(text.trimEnd());
            },
            // Errors are thrown, and printed where all errors are.
            outputError: () => undefined,
        })
        .exitOverride((error) => {
            throw error.code.startsWith("commander.help") || error.code === "commander.version"
                ? error
                : usageError(command, error);
        });
    command.commands.forEach((child) => {
        prepare(child, terminal);
    });
}

function usageError(command: CommandUnknownOpts, error: CommanderError): CommandError {
    const seeHelp = `See: ${pathOf(command)} --help`;
    if (error.code === "commander.excessArguments") {
        const extra = command.args.slice(command.registeredArguments.length);
        return new CommandError(`Unexpected argument ${JSON.stringify(extra.join(" "))}.`, seeHelp);
    }
    if (error.code === "commander.unknownCommand") {
        const names = command.commands.map((child) => child.name());
        const typed = command.args[0] ?? "";
        const nearest = nearestName(typed, names);
        return new CommandError(
            `Unknown command ${JSON.stringify(typed)}.`,
            nearest === undefined ? `Commands: ${names.join(", ")}` : `Did you mean "${nearest}"?`,
        );
    }
    // Commander's message, with its suggestion in parentheses on a line of its own.
    const [text = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
    const sentence = `${command.name()}: ${text}${text.endsWith(".") ? "" : "."}`;
    return new CommandError(
        sentence,
        suggestion === undefined ? seeHelp : suggestion.replace(/^\(|\)$/g, ""),
    );
}

function checkFirst(program: CommandUnknownOpts, first: string | undefined): void {
    if (first === undefined || !first.startsWith("-") || ["-h", "--help", "--version"].includes(first))
        return;
    const names = program.commands.map((child) => child.name());
    throw new CommandError(
        `Expected a command before options, got ${first.split("=")[0] ?? first}.`,
        `Commands: ${names.join(", ")}`,
    );
}

// `--stack --json` is a forgotten value, not a stack of that name; `--stack=--json` says so on purpose.
function checkValues(program: CommandUnknownOpts, texts: readonly string[]): void {
    let command = program;
    for (const [index, text] of texts.entries()) {
        if (text === "--") return;
        command = command.commands.find((child) => child.name() === text) ?? command;
        const option = command.options.find(({ short, long }) => text === short || text === long);
        const next = texts[index + 1];
        if (option?.required && (next === undefined || /^-./.test(next)))
            throw new CommandError(
                `${text} requires a value: ${option.flags.replace(/^.*[ =]/, "")}.`,
                `See: ${pathOf(command)} --help`,
            );
    }
}
