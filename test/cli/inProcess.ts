import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandMakers } from "../../cli/commands";
import {
    CommandError,
    commandLine,
    type CommandMaker,
    exitCodes,
    runCommand,
    terminal,
} from "../../cli/terminal";
import { commandFile, root } from "./runCommand";

/** What a run of the command left behind. */
export interface InProcessResult {
    code: number;
    stdout: string;
    stderr: string;
    /** What it said while it ran, which the process prints on stderr too; it depends on how fast the machine is. */
    progress: string;
    /** The user's mistake, if there was one: it is thrown in this process and printed by the real one. */
    error?: CommandError;
}

/**
 * Runs the command line in this process, much faster than a child: with the given environment and no other, in the given
 * folder, without colors unless the environment asks for them, 100 columns wide. What a command throws other than a
 * CommandError passes through. A command that runs a program starts the built command for it: `before(buildCommand)`.
 */
export async function inProcess(
    texts: readonly string[],
    {
        env = {},
        cwd = root,
        makers = commandMakers,
    }: { env?: Record<string, string>; cwd?: string; makers?: readonly CommandMaker[] } = {},
): Promise<InProcessResult> {
    let [stdout, stderr, progress] = ["", "", ""];
    const { PATH = "", HOME = "" } = process.env;
    const environment = { PATH, HOME, ...env };
    const collecting = terminal(
        { isTerminal: false, columns: undefined, environment },
        {
            out: (text) => (stdout += text),
            err: (text) => (stderr += text),
            progress: (text) => (progress += text),
        },
    );
    // The AWS SDK and the child that runs a program have no other place to look.
    const before = { environment: { ...process.env }, cwd: process.cwd() };
    setEnvironment(environment);
    process.chdir(cwd);
    try {
        const code = await runCommand(makers, texts, { terminal: collecting, commandFile, environment });
        return { code, stdout, stderr, progress };
    } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        collecting.err(`error: ${error.message}`);
        if (error.fix !== undefined) collecting.err(`-> ${error.fix}`);
        return { code: exitCodes.usage, stdout, stderr, progress, error };
    } finally {
        process.chdir(before.cwd);
        setEnvironment(before.environment);
    }
}

function setEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
    for (const name of Object.keys(process.env))
        if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
    for (const [name, value] of Object.entries(environment))
        if (value !== undefined) process.env[name] = value;
}

/** Parses a command line as the command does, and runs nothing. Throws CommandError for what is wrong in it. */
export function parseLine(texts: readonly string[]): void {
    const settings = { isTerminal: false, columns: undefined, environment: {} };
    const silent = terminal(settings, { out: () => undefined, err: () => undefined });
    const program = commandLine(commandMakers, {
        terminal: silent,
        environment: {},
        commandFile: "",
        finish: () => undefined,
    });
    const disarm = (command: CommandUnknownOpts) => {
        if (command.commands.length === 0) command.action(() => undefined);
        command.commands.forEach(disarm);
    };
    disarm(program);
    program.parse([...texts], { from: "user" });
}
