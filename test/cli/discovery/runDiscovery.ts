import { inProcess } from "../inProcess";

/** What the command left behind. */
export interface DiscoveryResult {
    code: number;
    out: string;
    err: string;
}

/** Runs `discovery` with what follows it on a command line, in this process. What it throws passes through. */
export async function runDiscovery(...texts: string[]): Promise<DiscoveryResult> {
    const { code, stdout, stderr, error } = await inProcess(["discovery", ...texts]);
    if (error !== undefined) throw error;
    return { code, out: stdout.trimEnd(), err: stderr.trimEnd() };
}
