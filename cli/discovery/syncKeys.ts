import { type KeySet, keySetText } from "../../trust/discovery/keySet";
import { isPrivateKeyProblem } from "../../trust/discovery/keySetProblem";
import { type MergedKeySet, mergeKeySets } from "../../trust/discovery/mergeKeySets";
import { readKeySet } from "../../trust/discovery/readKeySet";
import { formatProblems } from "../../trust/problem";
import { CommandError } from "../terminal";
import type { KeyStore } from "./keyStore";

/** How keys are brought up to date. */
export interface SyncSettings {
    /** Seconds that a replaced key stays. */
    gracePeriod: number;
    /** Seconds since 1970. */
    now: number;
    /** Keys that the instance will publish next. */
    upcoming?: KeySet;
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
    const warnings: string[] = [];
    const mirrored = before === undefined ? undefined : readMirrored(store.name, before.text, warnings);
    const { merged, problems } = mergeKeySets({ ...settings, ...(mirrored && { mirrored }), published });
    if (merged === undefined) {
        throw new CommandError(
            `The instance's keys do not fit those of ${store.name}; nothing was written.\n${formatProblems(problems)}`,
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

/** What stands in the mirror. If that is no key set, AWS accepts no token by it, and any good set is better. */
function readMirrored(name: string, text: string, warnings: string[]): KeySet | undefined {
    const { keySet, problems } = readKeySet(text);
    if (keySet !== undefined) return keySet;
    warnings.push(
        problems.some(isPrivateKeyProblem)
            ? `${name} held a PRIVATE key. Replace that key in GitLab now: whoever read it can sign a token for any job.`
            : `${name} held no valid key set (${problems[0]?.message ?? ""}); it is replaced, and keys that were in it are lost.`,
    );
    return undefined;
}
