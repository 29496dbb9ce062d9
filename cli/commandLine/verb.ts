import { Argument, Option } from "@commander-js/extra-typings";
import { type CommandMaker, type ExitCode, newCommand, type Terminal } from "../terminal";

// What is left of the former command line, until doctor and discovery have rooms of their own.

/** One option of a verb. Its key in the verb's table is its name without the dashes. */
export interface VerbOption {
    /** `flag` takes no value, `text` takes one, `list` may be given several times. */
    kind: "flag" | "text" | "list";
    /** What stands for the value in the help: `DIR`. Absent for a flag. */
    valueName?: string;
    /** One letter that may be written instead, without its dash. */
    short?: string;
    /** What it does and its default, for the help. */
    description: string;
}

/** What was typed after a verb, checked against its table. */
export interface VerbArguments {
    operands: string[];
    flag(name: string): boolean;
    text(name: string): string | undefined;
    list(name: string): string[];
}

/** What a verb runs with. */
export interface VerbContext {
    arguments: VerbArguments;
    terminal: Terminal;
    commandFile: string;
}

/** One thing the command does. */
export interface Verb {
    name: string;
    summary: string;
    operands: readonly string[];
    options: Readonly<Record<string, VerbOption>>;
    details: readonly string[];
    run(context: VerbContext): Promise<ExitCode>;
}

/** A verb's table as a command. */
export function fromVerb(verb: Verb): CommandMaker {
    return ({ terminal, commandFile, finish }) => {
        const command = newCommand(verb.name, verb.summary, verb.details);
        for (const name of verb.operands) command.addArgument(new Argument(`<${name}>`));
        for (const [name, { kind, short, valueName, description }] of Object.entries(verb.options)) {
            const flags = `${short === undefined ? "" : `-${short}, `}--${name}`;
            command.addOption(
                new Option(
                    kind === "flag" ? flags : `${flags} <${valueName ?? "TEXT"}>`,
                    description,
                ).argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]),
            );
        }
        return command.action(async () => {
            const options: Readonly<Record<string, unknown>> = command.opts();
            const valuesOf = (name: string): string[] => {
                const value = options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
                return Array.isArray(value) ? value.map(String) : value === true ? [""] : [];
            };
            finish(
                await verb.run({
                    arguments: {
                        operands: [...command.args],
                        flag: (name) => valuesOf(name).length > 0,
                        text: (name) => valuesOf(name)[0],
                        list: valuesOf,
                    },
                    terminal,
                    commandFile,
                }),
            );
        });
    };
}
