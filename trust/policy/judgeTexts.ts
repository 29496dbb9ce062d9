import { limits } from "../aws/limits";
import type { Finding } from "../finding";
import { memberPath } from "./jsonPath";
import { readableFinding } from "./readableFindings";
import { maximumJsonDepth } from "./readJson";
import { findUnknownMarker } from "./unknownMarkers";

// IAM User Guide, "IAM and AWS STS quotas": the characters of a policy document.
const notAllowed = /[^\t\n\r -\u00FF]/u;

function judgeText(text: string, path: string): Finding[] {
    const unknown = findUnknownMarker(text);
    if (unknown !== undefined) {
        const message = `holds Pulumi's marker of an unknown ${unknown.type}: the real text differs`;
        return [readableFinding("unknown-marker", { path, value: text }, message)];
    }
    const character = notAllowed.exec(text)?.[0];
    if (character === undefined) return [];
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const message = `holds a character that no policy document may hold, U+${code}`;
    return [readableFinding("character-not-allowed", { path, value: text }, message)];
}

/**
 * Looks at every text of a document, names included: unknown markers of Pulumi, characters that IAM refuses. At most
 * 100 findings. Deeper than 64 levels it does not look; what is there is no policy anyway. Also counts the texts'
 * characters: a document that has more of them than the largest quota is refused however it is spaced.
 */
export function judgeTexts(document: unknown): Finding[] {
    const findings: Finding[] = [];
    let length = 0;
    // An object that is used twice, or holds itself, is looked at once.
    const seen = new Set<object>();
    const waiting: { value: unknown; path: string; depth: number }[] = [
        { value: document, path: "", depth: 0 },
    ];
    for (let next = waiting.pop(); next !== undefined && findings.length < 100; next = waiting.pop()) {
        const { value, path, depth } = next;
        if (typeof value === "string") {
            length += value.length;
            findings.push(...judgeText(value, path));
        }
        if (typeof value !== "object" || value === null || depth >= maximumJsonDepth || seen.has(value))
            continue;
        seen.add(value);
        const members: [string | number, unknown][] = Array.isArray(value)
            ? value.map((item: unknown, index) => [index, item])
            : Object.entries(value);
        // Backwards, so that findings come in the document's order.
        for (const [key, member] of members.reverse()) {
            const memberAt = memberPath(path, key);
            if (typeof key === "string") {
                length += key.length;
                findings.push(...judgeText(key, memberAt));
            }
            waiting.push({ value: member, path: memberAt, depth: depth + 1 });
        }
    }
    if (length > limits.trustPolicyLengthOnRequest) {
        const message = `has more than ${limits.trustPolicyLengthOnRequest} characters: no quota is that large`;
        findings.push(readableFinding("document-too-long", { path: "" }, message));
    }
    return findings;
}
