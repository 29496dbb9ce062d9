import { CommandError } from "./commandLine/commandError";
import { exitCodes } from "./commandLine/exitCode";
import { ignoreClosedPipes } from "./commandLine/ignoreClosedPipes";
import { runCommand } from "./commandLine/runCommand";
import { processTerminal } from "./commandLine/terminal";
import { programProcessVerb } from "./program/runProgram";
import { serveProgramProcess } from "./program/programProcess";
import { verbs } from "./verbs";

/**
 * The command `gitlab-aws-oidc`: `texts` is what was typed after its name, `commandFile` the file that node was started
 * with. Sets the process's exit code; a mistake of the user's is printed without a stack trace.
 */
export function main(texts: readonly string[], commandFile: string): void {
    // Only our own child has a channel to us; typed by a person it is a misspelt verb like any other.
    if (texts[0] === programProcessVerb && process.send !== undefined) {
        serveProgramProcess();
        return;
    }
    ignoreClosedPipes();
    const terminal = processTerminal();
    runCommand(verbs, texts, terminal, commandFile).then(
        (code) => {
            process.exitCode = code;
        },
        (error: unknown) => {
            process.exitCode = exitCodes.usage;
            if (!(error instanceof CommandError)) {
                const text = error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
                terminal.err(`This is a defect of gitlab-aws-oidc, please report it:\n${text}`);
                return;
            }
            terminal.err(`${terminal.style("red", "error:")} ${error.message}`);
            if (error.fix !== undefined) terminal.err(`${terminal.style("bold", "->")} ${error.fix}`);
        },
    );
}
