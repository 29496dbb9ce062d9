import { memberPath } from "../policy/jsonPath";

/** Where something secret was found, and what it is. The value itself is never kept. */
export interface PrivateKeyMaterial {
    /** Its JSON path; empty for the text as a whole. */
    path: string;
    kind: "private-member" | "private-key-text";
}

/** Members of a private or symmetric key: RFC 7518, sections 6.2.2, 6.3.2 and 6.4. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** The beginning of a PEM block as it is, and in base64 ("-----BEGIN" at any of the three offsets). */
const pemBegin = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|LS0tLS1CRUdJT|0tLS0tQkVHSU|tLS0tLUJFR0lO/;

/**
 * Finds what must never be published: a private or symmetric member of a key at any depth, and a private key as PEM text,
 * also in base64. Takes a text or what a JSON text parses to. Whether a member's value is a usable key does not matter.
 */
export function findPrivateKeyMaterial(value: unknown): PrivateKeyMaterial[] {
    const found: PrivateKeyMaterial[] = [];
    const open: { value: unknown; path: string }[] = [{ value, path: "" }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const { value: part, path } = next;
        if (typeof part === "string") {
            if (pemBegin.test(part)) found.push({ path, kind: "private-key-text" });
        } else if (Array.isArray(part)) {
            part.forEach((item: unknown, index) => open.push({ value: item, path: memberPath(path, index) }));
        } else if (typeof part === "object" && part !== null) {
            for (const [name, member] of Object.entries(part)) {
                const at = memberPath(path, name);
                if (privateMembers.includes(name.toLowerCase())) {
                    found.push({ path: at, kind: "private-member" });
                } else {
                    open.push({ value: member, path: at });
                }
            }
        }
    }
    return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Whether a text that could not be read as JSON holds a private key all the same: as PEM, or as a member of a key. */
export function mentionsPrivateKey(text: string): boolean {
    return pemBegin.test(text) || /"(?:d|p|q|dp|dq|qi|oth|k)"\s*:\s*["[]/.test(text);
}
