/** An entry of a list, with what each string that it stands for begins with. */
interface PrefixedEntry {
    literal: string;
}

/** Entries whose strings begin with one of the prefixes, and no string of another part does. */
export interface PrefixPart<Entry extends PrefixedEntry> {
    prefixes: string[];
    entries: Entry[];
}

/** A list in parts. */
export interface SplitList<Entry extends PrefixedEntry> {
    parts: PrefixPart<Entry>[];
    /** Entries that begin entries of parts themselves, so that no prefix is theirs alone. */
    alone: Entry[];
}

/**
 * Splits a list by what its entries begin with, so that every string begins with the prefixes of at most one part, and
 * those of an entry with a prefix of its part. As few parts as `fits` allows, in the alphabet's order, so that an entry
 * that comes or goes changes its own part. No entry may stand for strings of another one.
 */
export function splitByPrefix<Entry extends PrefixedEntry>(
    entries: readonly Entry[],
    fits: (prefixes: readonly string[], entries: readonly Entry[]) => boolean,
): SplitList<Entry> {
    const alone: Entry[] = [];
    const leaves = leavesOf([...entries].sort(byLiteral), "", fits, alone);
    const parts: PrefixPart<Entry>[] = [];
    for (const leaf of leaves) {
        const last = parts.at(-1);
        const joined = last && {
            prefixes: [...last.prefixes, leaf.prefix],
            entries: [...last.entries, ...leaf.entries],
        };
        if (joined && fits(joined.prefixes, joined.entries)) parts[parts.length - 1] = joined;
        else parts.push({ prefixes: [leaf.prefix], entries: leaf.entries });
    }
    return { parts, alone };
}

function byLiteral(left: PrefixedEntry, right: PrefixedEntry): number {
    return left.literal < right.literal ? -1 : left.literal > right.literal ? 1 : 0;
}

interface Leaf<Entry> {
    prefix: string;
    entries: Entry[];
}

function leavesOf<Entry extends PrefixedEntry>(
    entries: readonly Entry[],
    above: string,
    fits: (prefixes: readonly string[], entries: readonly Entry[]) => boolean,
    alone: Entry[],
): Leaf<Entry>[] {
    const prefix = commonBeginning(entries, above);
    if (fits([prefix], entries)) return [{ prefix, entries: [...entries] }];
    const byNext = new Map<string, Entry[]>();
    for (const entry of entries) {
        if (entry.literal.length === prefix.length) {
            alone.push(entry);
            continue;
        }
        const next = prefix + (Array.from(entry.literal.slice(prefix.length))[0] ?? "");
        byNext.set(next, [...(byNext.get(next) ?? []), entry]);
    }
    return [...byNext].flatMap(([next, below]) => leavesOf(below, next, fits, alone));
}

/** The longest beginning that all entries have; the list is sorted, so its ends decide. */
function commonBeginning(entries: readonly PrefixedEntry[], above: string): string {
    const [first, last] = [entries[0]?.literal ?? above, entries.at(-1)?.literal ?? above];
    let length = above.length;
    while (length < first.length && first[length] === last[length]) length++;
    return first.slice(0, length);
}
