import { limits } from "../aws";
import type { Problem } from "../problem";
import { isComing, isSameKey, type KeySet, type PublicKey } from "./keySet";

/** What a mirror had, what the instance publishes now, and how long a replaced key stays. */
interface KeySetMerge {
    /** The mirror's set; absent where there is none yet. */
    mirrored?: KeySet;
    /** The instance's set. */
    published: KeySet;
    /**
     * Keys that the instance will publish next, so that AWS knows them before the first token. Each stays until the
     * instance has published it once. Default: none that the mirror does not have already.
     */
    upcoming?: KeySet;
    /** Whether coming keys that the instance has never published, and `upcoming` does not name, are removed. Default: they stay. */
    withdrawUpcoming?: boolean;
    /** Seconds since 1970. */
    now: number;
    /** Seconds that a key stays after the instance has stopped publishing it. */
    gracePeriod: number;
    /** Whether a set that shares no key with the mirror is accepted. Default: it is a problem. */
    acceptUnrelatedKeys?: boolean;
}

/** Why two sets cannot be merged. */
interface MergeProblem extends Problem {
    code: "unrelated-keys" | "key-changed" | "too-many-keys";
}

/** What the mirror is to publish, and what that changes. */
export interface MergedKeySet {
    keySet: KeySet;
    /** Ids that the mirror did not have. */
    added: string[];
    /** Ids that the instance has stopped publishing, each with the time at which it will be left out. */
    retiring: { kid: string; until: number }[];
    /** Ids that the instance has not published yet, each with the time at which it was announced. */
    coming: { kid: string; since: number }[];
    /** Ids whose time is over, or that were withdrawn. */
    removed: string[];
}

/**
 * Merges the instance's keys into the mirror's. GitLab replaces its CI key without an overlap, and tokens of the old one
 * live on: so a key that the instance no longer publishes stays for a grace period. When that ends is written into the
 * key itself, once; later merges do not move it. A key that is to come is marked too, and stays until the instance has
 * published it. What the instance publishes is always in the result.
 */
export function mergeKeySets(merge: KeySetMerge): { merged?: MergedKeySet; problems: MergeProblem[] } {
    const { mirrored, published, upcoming, now, gracePeriod } = merge;
    const before = mirrored?.keys ?? [];
    const announced = merge.withdrawUpcoming ? [] : before.filter(isComing);
    const offered = withoutRepetition([
        ...published.keys.map(current),
        // The time of the first announcement stays.
        ...announced,
        ...(upcoming?.keys ?? []).map((key) => ({ ...current(key), nbf: now })),
    ]);
    const problems = [
        ...changedKeys(before, [...published.keys, ...(upcoming?.keys ?? [])]),
        ...(merge.acceptUnrelatedKeys ? [] : unrelatedKeys(before, published.keys)),
    ];
    const left = before.filter(({ kid }) => !offered.some((key) => key.kid === kid));
    // No token was ever signed with a key that is withdrawn before it came.
    const withdrawn = left.filter(isComing);
    const replaced = left
        .filter((key) => !isComing(key))
        .map((key) => ({ ...current(key), exp: key.exp ?? now + gracePeriod }));
    const kept = replaced.filter(({ exp }) => exp > now);
    const keys = [...offered, ...kept];
    problems.push(...countProblems(keys));
    if (problems.length > 0) return { problems };
    return {
        merged: {
            keySet: { keys },
            added: offered.map(({ kid }) => kid).filter((kid) => !before.some((key) => key.kid === kid)),
            retiring: kept.map(({ kid, exp }) => ({ kid, until: exp })),
            coming: offered.flatMap(({ kid, nbf }) => (nbf === undefined ? [] : [{ kid, since: nbf }])),
            removed: [...replaced.filter(({ exp }) => exp <= now), ...withdrawn].map(({ kid }) => kid),
        },
        problems,
    };
}

/** A key that is in use again, or for the first time, has neither end nor announcement. */
function current(key: PublicKey): PublicKey {
    const copy = { ...key };
    delete copy.exp;
    delete copy.nbf;
    return copy;
}

function withoutRepetition(keys: readonly PublicKey[]): PublicKey[] {
    return keys.filter((key, index) => keys.findIndex(({ kid }) => kid === key.kid) === index);
}

function changedKeys(before: readonly PublicKey[], offered: readonly PublicKey[]): MergeProblem[] {
    const all = [...before, ...offered];
    const changed = offered.filter((key) =>
        all.some((other) => other.kid === key.kid && !isSameKey(key, other)),
    );
    return withoutRepetition(changed).map(({ kid }) => ({
        code: "key-changed",
        path: "keys",
        value: kid,
        message:
            "names another key than it did; an id is computed from its key, so one of the two is forged or broken",
        fix: "Find out which of the two the instance signs with before anything is published.",
    }));
}

function unrelatedKeys(before: readonly PublicKey[], published: readonly PublicKey[]): MergeProblem[] {
    // What is on its way out proves nothing about the instance.
    const lasting = before.filter(({ exp }) => exp === undefined);
    if (lasting.length === 0 || lasting.some(({ kid }) => published.some((key) => key.kid === kid)))
        return [];
    return [
        {
            code: "unrelated-keys",
            path: "keys",
            value: published.map(({ kid }) => kid),
            message: `share no key with the ${String(lasting.length)} of the mirror: this may be another instance, or a third party between it and you`,
            fix: "Check the address and the certificate. If the instance did replace all its keys, add --accept-unrelated-keys.",
        },
    ];
}

function countProblems(keys: readonly PublicKey[]): MergeProblem[] {
    return (["RSA", "EC"] as const).flatMap((type): MergeProblem[] => {
        const count = keys.filter(({ kty }) => kty === type).length;
        if (count <= limits.keysPerType) return [];
        const message = `would be ${String(count)} of type ${type}, old and new together; STS takes at most ${String(limits.keysPerType)}`;
        return [{ code: "too-many-keys", path: "keys", message, fix: "Shorten the grace period." }];
    });
}
