import { discoveryCommand } from "../../../../cli/commands/discovery";
import { runCommand, terminal } from "../../../../cli/terminal";

/** What the command left behind. */
export interface DiscoveryResult {
    code: number;
    out: string;
    err: string;
}

/** Runs `discovery` with what follows it on a command line, in this process. What it throws passes through. */
export async function runDiscovery(
    texts: readonly string[],
    environment: Readonly<Record<string, string>> = {},
): Promise<DiscoveryResult> {
    const [out, err]: [string[], string[]] = [[], []];
    const streams = {
        out: (text: string) => {
            out.push(text);
        },
        err: (text: string) => {
            err.push(text);
        },
    };
    const settings = { isTerminal: false, columns: 100, environment: {} };
    const context = { terminal: terminal(settings, streams), environment, commandFile: "" };
    const code = await runCommand([discoveryCommand], ["discovery", ...texts], context);
    return { code, out: out.join(""), err: err.join("") };
}
