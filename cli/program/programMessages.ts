import { format } from "node:util";
import type { MessageSeverity, ProgramMessage } from "./programPlan";

/** What a program prints with; the global console, outside tests. */
export type ProgramConsole = Pick<Console, "log" | "info" | "warn" | "error">;

// How the SDK's log functions print where no engine listens: `error: [runtime] text`.
const logLine = /^(info|warning|error): \[runtime\] /;

/**
 * Collects what a program says on the console instead of printing it. What it logs through the SDK keeps its severity;
 * a plain print is an info, on the error console too: that one is for progress as often as for errors.
 */
export function collectProgramMessages(target: ProgramConsole): ProgramMessage[] {
    const messages: ProgramMessage[] = [];
    const collect = (...values: unknown[]) => {
        const text = format(...values);
        const severity = logLine.exec(text)?.[1];
        messages.push({
            severity: severity === undefined ? "info" : (severity as MessageSeverity),
            text: text.replace(logLine, ""),
        });
    };
    Object.assign(target, { log: collect, info: collect, warn: collect, error: collect });
    return messages;
}
