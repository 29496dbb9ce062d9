import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { ExitCode, Terminal } from "./terminal";

/** The command's name, as people type it. */
export const commandName = "gitlab-aws-oidc";

/** What a command runs with. */
export interface CommandContext {
    terminal: Terminal;
    /** The process's environment variables. */
    environment: Readonly<Record<string, string | undefined>>;
    /** The file that starts this command; a child process of ours is started with it. */
    commandFile: string;
    /** Records the exit code that an action ends with. Called once, at its end. */
    finish: (code: ExitCode) => void;
}

/**
 * Makes one command with its options and its action; the table from which help, docs/cli.md and completion are derived.
 *
 * @example
 * export const greetCommand: CommandMaker = (context) =>
 *     newCommand("greet", "Greets somebody.", ["A paragraph of details."])
 *         .argument("<NAME>", "Who is greeted.")
 *         .addOption(textOption("--with <TEXT>", "The greeting. Default: Hello."))
 *         .action((name, options) => {
 *             context.terminal.out(`${options.with ?? "Hello"} ${name}`);
 *             context.finish(exitCodes.done);
 *         });
 */
export type CommandMaker = (context: CommandContext) => CommandUnknownOpts;

/** A command with a one-line summary; `details` are further paragraphs of its help. */
export function newCommand(name: string, summary: string, details: readonly string[] = []) {
    return new Command(name).summary(summary).description([summary, ...details].join("\n\n"));
}

/** An option with one value, `--stack <NAME>`. Given twice it is an error. A default belongs into the description. */
export function textOption<Flags extends string>(flags: Flags, description: string) {
    return new Option(flags, description).argParser((value: string, previous: string | undefined) => {
        if (previous !== undefined) throw new InvalidArgumentError("It is given twice.");
        return value;
    });
}

/** An option that may be given several times, `--config <KEY=VALUE>`, each time with one value. */
export function listOption<Flags extends string>(flags: Flags, description: string) {
    return new Option(flags, description).argParser((value: string, previous: string[] | undefined) => [
        ...(previous ?? []),
        value,
    ]);
}

/** An option whose value is a whole number within limits, `--timeout <SECONDS>`. */
export function numberOption<Flags extends string>(
    flags: Flags,
    description: string,
    { least, most }: { least: number; most: number },
) {
    return new Option(flags, description).argParser((value: string, previous: number | undefined) => {
        if (previous !== undefined) throw new InvalidArgumentError("It is given twice.");
        const number = /^\d+$/.test(value) ? Number(value) : NaN;
        if (number >= least && number <= most) return number;
        throw new InvalidArgumentError(`Write a whole number from ${String(least)} to ${String(most)}.`);
    });
}

/** An option without a value, `--json`. */
export function flagOption<Flags extends string>(flags: Flags, description: string) {
    return new Option(flags, description);
}

/**
 * Options that mean the same in every command. A command says in `description` what they are good for in it; the flags
 * and the form of the value are these.
 */
export const commonOptions = {
    json: (description = "Print a JSON document.") => flagOption("--json", description),
    /** A limit in seconds, 1 to 3600. */
    timeout: (description: string) =>
        numberOption("--timeout <SECONDS>", description, { least: 1, most: 3600 }),
    /** The address of the GitLab instance itself. */
    gitLabUrl: (description: string) => textOption("--gitlab-url <URL>", description),
    /** The issuer as tokens name it in `iss`; for a mirrored instance the mirror's URL. */
    issuer: (description: string) => textOption("--issuer <URL>", description),
    /** As `issuer`, for commands that look at roles of several issuers. */
    issuers: (description: string) => listOption("--issuer <URL>", description),
    /** The claims of a token: a file with a JSON object, or - for standard input. */
    claims: (description: string) => textOption("--claims <FILE>", description),
    /** The ARN of an OIDC provider in the account. */
    providerArn: (description: string) => textOption("--provider-arn <ARN>", description),
    /** A resource or service control policy of the organization. */
    organizationPolicies: (description: string) => listOption("--organization-policy <FILE>", description),
};

/** The words that start a command: `gitlab-aws-oidc discovery sync`. */
export function pathOf(command: CommandUnknownOpts): string {
    return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
