import type { ExitCode } from "./exitCode";
import type { Terminal } from "./terminal";

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
    /** The file that starts this command; a child process of ours is started with it. */
    commandFile: string;
}

/** One thing the command does. */
export interface Verb {
    name: string;
    /** One line for the list of verbs. */
    summary: string;
    /** Names of what must follow, in order: `ROLE`. */
    operands: readonly string[];
    options: Readonly<Record<string, VerbOption>>;
    /** Further paragraphs of the help. */
    details: readonly string[];
    /** Does it. Throws CommandError where it cannot be done as asked. */
    run(context: VerbContext): Promise<ExitCode>;
}
