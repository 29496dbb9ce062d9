import { limits } from "../aws";
import type { Finding } from "../finding";
import { memberPath } from "../problem";
import { maximumJsonDepth, readJson } from "./json";
import { type ReadableFindingCode, readableFinding } from "./readableFindings";

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
 * characters: a document that has more of them than the largest quota, by default a trust policy's, is refused however it is spaced.
 */
export function judgeTexts(
    document: unknown,
    mostCharacters: number = limits.trustPolicyLengthOnRequest,
): Finding[] {
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
    if (length > mostCharacters) {
        const message = `has more than ${String(mostCharacters)} characters: no quota is that large`;
        findings.push(readableFinding("document-too-long", { path: "" }, message));
    }
    return findings;
}

/** What a text gave: a JSON value, unless it is unreadable, and what is wrong with it. */
export interface TextReading {
    value?: unknown;
    findings: Finding[];
    /** Of names that an object has twice: the earlier values. Absent where there are none. */
    shadowed?: readonly unknown[];
}

const byteOrderMark = "\uFEFF";

// What an Output becomes in a template string, by the Node.js SDK of Pulumi.
const outputAsText = "Calling [toString] on an [Output<T>]";

function unreadable(text: string, error: string): [code: ReadableFindingCode, message: string] {
    if (text.includes(outputAsText))
        return ["document-output-as-text", "is an Output that was turned into text"];
    if (/^\s*%7B/i.test(text)) return ["document-url-encoded", "is URL-encoded"];
    if (/^\s*(?:---|#|- |["']?(?:Version|Statement|Id)["']?\s*:)/i.test(text)) {
        return ["document-yaml", "looks like YAML: IAM takes JSON only"];
    }
    if (error.startsWith("nested")) return ["document-too-deep", `is ${error}`];
    return ["document-not-json", `is not JSON: ${error}`];
}

/** Reads the text of a policy document, and says what makes it something else than one JSON object. */
export function readText(text: string): TextReading {
    const findings: Finding[] = [];
    const marked = text.startsWith(byteOrderMark);
    if (marked) {
        findings.push(
            readableFinding("document-byte-order-mark", { path: "" }, "begins with a byte-order mark"),
        );
    }
    const plain = marked ? text.slice(byteOrderMark.length) : text;
    if (plain.trim() === "") {
        findings.push(readableFinding("document-empty", { path: "" }, "is empty"));
        return { findings };
    }
    const { value, duplicates, shadowed, error } = readJson(plain);
    for (const path of duplicates) {
        const message = "occurs twice in the same object: a JSON parser keeps one of them, silently";
        findings.push(readableFinding("duplicate-name", { path }, message));
    }
    if (error !== undefined) {
        const [code, message] = unreadable(plain, error);
        // Any file may stand here by mistake, a key too: only what is surely a policy is quoted.
        const quoted = code === "document-not-json" ? {} : { value: plain.slice(0, 200) };
        findings.push(readableFinding(code, { path: "", ...quoted }, message));
        return { findings };
    }
    if (typeof value === "string" && value.trim().startsWith("{")) {
        const message = "is a JSON text inside a JSON text";
        findings.push(
            readableFinding("document-double-encoded", { path: "", value: value.slice(0, 200) }, message),
        );
        return { findings };
    }
    return { value, findings, ...(shadowed.length > 0 && { shadowed }) };
}

/** A text that Pulumi puts in the place of a value that it does not know yet at preview. */
interface UnknownMarker {
    /** The type of the unknown value. */
    type: "boolean" | "number" | "string" | "array" | "asset" | "archive" | "object";
    marker: string;
}

/**
 * The seven markers. The policy SDK notices them only as a whole value, not inside a longer string.
 * Source: proxy.js of the npm package @pulumi/policy 1.21.0, read in November 2026.
 */
export const unknownMarkers: readonly UnknownMarker[] = [
    { type: "boolean", marker: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7" },
    { type: "number", marker: "3eeb2bf0-c639-47a8-9e75-3b44932eb421" },
    { type: "string", marker: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    { type: "array", marker: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2" },
    { type: "asset", marker: "030794c1-ac77-496b-92df-f27374a8bd58" },
    { type: "archive", marker: "e48ece36-62e2-4504-bad9-02848725956a" },
    { type: "object", marker: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff" },
];

const markerLength = 36;

/** The first unknown marker that a text contains, anywhere in it. */
export function findUnknownMarker(text: string): UnknownMarker | undefined {
    // Every text of every document is looked at, and most are shorter.
    if (text.length < markerLength) return undefined;
    return unknownMarkers.find(({ marker }) => text.includes(marker));
}
