import type { VerbContext } from "../commandLine/verb";
import { type ExitCode, exitCodes, type Terminal } from "../terminal";
import { fetchOptionsOf, gracePeriodOf, instanceUrlOf, keyStoreOf, readKeySetFile } from "./discoveryOptions";
import { fetchInstance } from "./fetchInstance";
import { syncKeys, type SyncResult } from "./syncKeys";

/** `discovery sync`: brings the mirror's keys up to date. */
export async function runSync({ arguments: given, terminal }: VerbContext): Promise<ExitCode> {
    const instanceUrl = instanceUrlOf(given);
    const store = keyStoreOf(given);
    const gracePeriod = gracePeriodOf(given);
    const nextKeys = given.text("next-keys");
    const upcoming = nextKeys === undefined ? undefined : readKeySetFile(nextKeys);
    const { keySet } = await fetchInstance(instanceUrl, fetchOptionsOf(given));
    const result = await syncKeys(store, keySet, {
        gracePeriod,
        now: Math.floor(Date.now() / 1000),
        ...(upcoming && { upcoming }),
        acceptUnrelatedKeys: given.flag("accept-unrelated-keys"),
        dryRun: given.flag("dry-run"),
    });
    for (const warning of result.warnings) terminal.err(`${terminal.style("yellow", "warning:")} ${warning}`);
    terminal.out(given.flag("json") ? JSON.stringify(result, null, 4) : syncText(result, terminal));
    return exitCodes.done;
}

function syncText(result: SyncResult, terminal: Terminal): string {
    const done = result.changed ? (result.written ? "written" : "would be written") : "unchanged";
    return [
        `${terminal.style("bold", result.store)}: ${done}, ${String(result.keys.length)} keys`,
        ...result.added.map((kid) => `  + ${kid}`),
        ...result.retiring.map(
            ({ kid, until }) => `  ~ ${kid} is replaced, and stays until ${timeText(until)}`,
        ),
        ...result.removed.map((kid) => `  - ${kid}`),
    ].join("\n");
}

function timeText(seconds: number): string {
    return new Date(seconds * 1000).toISOString();
}
