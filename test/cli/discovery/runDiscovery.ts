import type { Terminal } from "../../../cli/commandLine/terminal";
import { parseVerbArguments } from "../../../cli/commandLine/parseVerbArguments";
import { discovery } from "../../../cli/verbs/discovery";

/** What the verb left behind. */
export interface DiscoveryResult {
    code: number;
    out: string;
    err: string;
}

/** Runs `discovery` with what follows it on a command line, in this process. What it throws passes through. */
export async function runDiscovery(...texts: string[]): Promise<DiscoveryResult> {
    const [out, err]: [string[], string[]] = [[], []];
    const terminal: Terminal = {
        out: (text) => out.push(text),
        err: (text) => err.push(text),
        style: (_, text) => text,
        width: 100,
    };
    const context = { arguments: parseVerbArguments(discovery, texts), terminal, commandFile: "" };
    const code = await discovery.run(context);
    return { code, out: out.join("\n"), err: err.join("\n") };
}
