import { CommandError } from "./commandError";
import { type ExitCode, exitCodes } from "./exitCode";
import { overviewText, verbHelpText } from "./helpText";
import { nearestName } from "../../trust/problem";
import { parseVerbArguments } from "./parseVerbArguments";
import type { Terminal } from "./terminal";
import type { Verb } from "./verb";
import { version } from "../package.json";

/** Finds the verb that was typed and runs it. Throws CommandError for one that does not exist, naming the nearest. */
export async function runCommand(
    verbs: readonly Verb[],
    texts: readonly string[],
    terminal: Terminal,
    commandFile: string,
): Promise<ExitCode> {
    const [first, ...rest] = texts;
    if (first === undefined || first === "--help" || first === "-h" || first === "help") {
        const named = verbs.find(({ name }) => first === "help" && name === rest[0]);
        terminal.out(named === undefined ? overviewText(verbs) : verbHelpText(named, terminal.width));
        return first === undefined ? exitCodes.usage : exitCodes.done;
    }
    if (first === "--version") {
        terminal.out(version);
        return exitCodes.done;
    }
    const verb = verbs.find(({ name }) => name === first);
    if (verb === undefined) {
        const names = verbs.map(({ name }) => name);
        const nearest = nearestName(first, names);
        throw new CommandError(
            first.startsWith("-") ? `A verb comes first, not ${first}.` : `There is no verb "${first}".`,
            nearest === undefined ? `The verbs: ${names.join(", ")}` : `Did you mean "${nearest}"?`,
        );
    }
    const verbArguments = parseVerbArguments(verb, rest);
    if (verbArguments.flag("help")) {
        terminal.out(verbHelpText(verb, terminal.width));
        return exitCodes.done;
    }
    return verb.run({ arguments: verbArguments, terminal, commandFile });
}
