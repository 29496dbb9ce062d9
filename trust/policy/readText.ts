import type { Finding } from "../finding";
import { readableFinding, type ReadableFindingCode } from "./readableFindings";
import { readJson } from "./readJson";

/** What a text gave: a JSON value, unless it is unreadable, and what is wrong with it. */
export interface TextReading {
    value?: unknown;
    findings: Finding[];
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
    const { value, duplicates, error } = readJson(plain);
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
    return { value, findings };
}
