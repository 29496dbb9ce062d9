import {
    type KeySet,
    type MergedKeySet,
    isPrivateKeyProblem,
    keySetText,
    mergeKeySets,
    readKeySet,
} from "../../../trust/mirror";
import { formatProblems } from "../../../trust/problem";
import { CommandError, type Terminal } from "../../terminal";
import type { KeyStore } from "./keyStores";

/** How keys are brought up to date. */
export interface SyncSettings {
    /** Seconds that a replaced key stays. */
    gracePeriod: number;
    /** This machine's time, in seconds since 1970. */
    now: number;
    /** The instance's time at that moment, in seconds since 1970, where its answers had one. */
    instanceTime?: number | undefined;
    /** Keys that the instance will publish next. */
    upcoming?: KeySet;
    /** Whether keys that were announced, never published by the instance, and not in `upcoming`, are removed. */
    withdrawUpcoming: boolean;
    acceptUnrelatedKeys: boolean;
    /** Whether nothing is to be written. */
    dryRun: boolean;
}

/** What a sync has done, or would do. */
export interface SyncResult extends Omit<MergedKeySet, "keySet"> {
    store: string;
    /** Whether the store's text is another now. */
    changed: boolean;
    written: boolean;
    /** Ids of all keys that the mirror has then. */
    keys: string[];
    warnings: string[];
}

/**
 * Brings a mirror's keys up to date with what the instance publishes. Replaced keys stay for the grace period. Throws
 * CommandError, and has written nothing, where the result would be worse than what is there.
 */
export async function syncKeys(
    store: KeyStore,
    published: KeySet,
    settings: SyncSettings,
): Promise<SyncResult> {
    const before = await store.read();
    const warnings = clockWarnings(settings, store);
    const mirrored = before === undefined ? undefined : readMirrored(store.name, before.text, warnings);
    const { merged, problems } = mergeKeySets({ ...settings, ...(mirrored && { mirrored }), published });
    if (merged === undefined) {
        throw new CommandError(
            `The instance's keys cannot be merged with those of ${store.name}; nothing was written.\n${formatProblems(problems)}`,
        );
    }
    const { keySet, ...changes } = merged;
    const text = keySetText(keySet);
    const changed = text !== before?.text;
    if (changed && !settings.dryRun) await store.write(text, before);
    return {
        store: store.name,
        changed,
        written: changed && !settings.dryRun,
        keys: keySet.keys.map(({ kid }) => kid),
        ...changes,
        warnings,
    };
}

/** Seconds by which two clocks may differ: what AWS itself allows in a signature is 15 minutes, a grace period is hours. */
const clockTolerance = 300;

/**
 * Compares this machine's clock with the instance's and the store's: by a clock that is ahead a replaced key would be
 * removed while its tokens live, by one that is behind it would stay. Throws CommandError beyond five minutes.
 */
function clockWarnings({ now, instanceTime }: SyncSettings, store: KeyStore): string[] {
    const others = { "the instance": instanceTime, [store.name]: store.time?.() };
    for (const [name, time] of Object.entries(others)) {
        if (time === undefined || Math.abs(now - time) <= clockTolerance) continue;
        const minutes = Math.round(Math.abs(now - time) / 60);
        throw new CommandError(
            `This machine's clock, ${timeText(now)}, is ${String(minutes)} minutes ${now > time ? "ahead of" : "behind"} that of ${name}, ${timeText(time)}; nothing was written.`,
            "Set the clock (NTP): it decides when a replaced key is removed.",
        );
    }
    return Object.values(others).every((time) => time === undefined)
        ? ["neither the instance nor the store reported its time, so this machine's clock was not checked"]
        : [];
}

/** The keys in the mirror. If that is not a key set, AWS accepts no token by it, and any good set is better. */
function readMirrored(name: string, text: string, warnings: string[]): KeySet | undefined {
    const { keySet, problems } = readKeySet(text);
    if (keySet !== undefined) return keySet;
    warnings.push(
        problems.some(isPrivateKeyProblem)
            ? `${name} held a PRIVATE key. Replace that key in GitLab now: whoever read it can sign tokens for any job.`
            : `${name} held no valid key set (${problems[0]?.message ?? ""}); it is replaced, and keys that were in it are lost.`,
    );
    return undefined;
}

/** The result for people: one line per key that changes, or is on its way. */
export function syncText(result: SyncResult, terminal: Terminal): string {
    const done = result.changed ? (result.written ? "written" : "would be written") : "unchanged";
    return [
        `${terminal.style("bold", result.store)}: ${done}, ${String(result.keys.length)} keys`,
        ...result.added
            .filter((kid) => !result.coming.some((key) => key.kid === kid))
            .map((kid) => `  + ${kid}`),
        ...result.coming.map(
            ({ kid, since }) =>
                `  > ${kid} was announced ${timeText(since)}, and stays until the instance has published it`,
        ),
        ...result.retiring.map(
            ({ kid, until }) => `  ~ ${kid} is replaced and stays until ${timeText(until)}`,
        ),
        ...result.removed.map((kid) => `  - ${kid}`),
    ].join("\n");
}

function timeText(seconds: number): string {
    return new Date(seconds * 1000).toISOString();
}
