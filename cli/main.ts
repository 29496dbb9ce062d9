import { commandMakers } from "./commands";
import { programProcessVerb, serveProgramProcess } from "./estate";
import { CommandError, exitCodes, processTerminal, runCommand } from "./terminal";

/**
 * The command `gitlab-aws-oidc`: `texts` is what was typed after its name, `commandFile` the file that node was started
 * with. Sets the process's exit code; a user's mistake is printed without a stack trace.
 */
export function main(texts: readonly string[], commandFile: string): void {
    // Only our own child has a channel to us; typed by a person it is a misspelled command like any other.
    if (texts[0] === programProcessVerb && process.send !== undefined) {
        serveProgramProcess();
        return;
    }
    const terminal = processTerminal();
    const output = watchOutput();
    runCommand(commandMakers, texts, { terminal, commandFile, environment: process.env }).then(
        (code) => {
            if (!output.isLost()) process.exitCode = code;
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

// A result that nobody got must not look like a result: a closed pipe or a full disk is one line and exit code 2.
function watchOutput(): { isLost: () => boolean } {
    let isLost = false;
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (!isLost)
            process.stderr.write(
                `error: Standard output could not be written (${error.code ?? error.message}).\n`,
            );
        isLost = true;
        process.exitCode = exitCodes.usage;
    });
    // Where nobody reads errors there is nobody to tell.
    process.stderr.on("error", () => undefined);
    return { isLost: () => isLost };
}
