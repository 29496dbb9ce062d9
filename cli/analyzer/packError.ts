/**
 * The policy pack's process could not be started, ended, did not answer in time, or answered with an error. The message
 * is meant for the user's eye; what the process wrote on its standard error is in `output`.
 */
export class PackError extends Error {
    /** What the process wrote to standard error and, beside the port, to standard output; at most its last 16,000 characters. */
    readonly output: string;

    constructor(message: string, output = "") {
        super(output === "" ? message : `${message}\n${indent(firstLines(output))}`);
        this.name = "PackError";
        this.output = output;
    }
}

/** The first lines of an output without the stack frames among them, which tell a user nothing. */
function firstLines(output: string): string {
    const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
    return lines.slice(0, 12).join("\n");
}

function indent(text: string): string {
    return text.replace(/^/gm, "    ");
}
