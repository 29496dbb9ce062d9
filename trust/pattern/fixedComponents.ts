import type { SubjectPattern } from "./findSubject";
import type { Glob } from "./glob";
import { textOf } from "./glob";

/**
 * The components that every subject has which a pattern lets in, with their one value: those that its literal beginning
 * or end spells out. Names and values have no colon, so both can be told apart from either end of a subject.
 */
export function fixedComponents({ all }: SubjectPattern): Map<string, string> {
    return new Map(all.flatMap((glob) => [...atBeginning(glob), ...atEnd(glob)]));
}

function atBeginning(glob: Glob): [string, string][] {
    const end = glob.findIndex(isWildcard);
    // What stands behind the last colon may go on.
    const pieces = textOf(end < 0 ? glob : glob.slice(0, end)).split(":");
    return pairs(end < 0 ? pieces : pieces.slice(0, -1));
}

function atEnd(glob: Glob): [string, string][] {
    const start = glob.findLastIndex(isWildcard);
    if (start < 0) return [];
    const pieces = textOf(glob.slice(start + 1))
        .split(":")
        .slice(1);
    return pairs(pieces.slice(pieces.length % 2));
}

function pairs(pieces: readonly string[]): [string, string][] {
    return pieces.flatMap((name, at): [string, string][] => {
        const value = pieces[at + 1];
        return at % 2 === 0 && value !== undefined ? [[name, value]] : [];
    });
}

function isWildcard(token: number): boolean {
    return token < 0;
}
