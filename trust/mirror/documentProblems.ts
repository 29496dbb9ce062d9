import { isObject, readJson } from "../document";
import type { Problem } from "../problem";
import { discoveryPaths } from "./discoveryDocument";
import { signingAlgorithms } from "./keySet";

/** What can be wrong with a discovery document that AWS is to read. Stable names. */
export type DocumentProblemCode =
    | "not-json"
    | "issuer-differs"
    | "keys-missing"
    | "keys-elsewhere"
    | "keys-not-https"
    | "member-missing"
    | "no-usable-algorithm";

/** One thing that is wrong with a discovery document; the path is a JSON path in it. */
export interface DocumentProblem extends Problem {
    code: DocumentProblemCode;
}

/** What was found in a discovery document. */
export interface DocumentReading {
    problems: DocumentProblem[];
    /** Where the keys are: the object's key, or path, below the issuer. Absent where that is not below the issuer. */
    keysPath?: string;
}

/** Required by OpenID Connect Discovery 1.0, section 3, and by AWS, beside those that are checked one by one. */
const requiredLists = [
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];

/**
 * Judges a discovery document, a JSON text or what one parses to, as AWS will read it for an issuer given as URL.
 * Who serves the keys decides who gets in: they must come from below the issuer, by https.
 */
export function readMirroredDocument(document: unknown, issuer: string): DocumentReading {
    const {
        value,
        error,
        duplicates = [],
    }: { value?: unknown; error?: string; duplicates?: string[] } = typeof document === "string"
        ? readJson(document)
        : { value: document };
    if (!isObject(value) || duplicates.length > 0) {
        const message =
            duplicates[0] === undefined
                ? `is not a JSON object${error === undefined ? "" : `: ${error}`}`
                : `says ${duplicates[0]} twice`;
        return {
            problems: [{ code: "not-json", path: "", message, fix: "Render it again: discovery render." }],
        };
    }
    const problems: DocumentProblem[] = [];
    const { issuer: said, jwks_uri: keysUrl } = value;
    if (said !== issuer) {
        const message = `is not the issuer that AWS registers, ${JSON.stringify(issuer)}; AWS compares byte for byte`;
        problems.push({
            code: "issuer-differs",
            path: "issuer",
            value: said,
            message,
            fix: `Write "${issuer}".`,
        });
    }
    const keysPath =
        typeof keysUrl === "string" && keysUrl.startsWith(`${issuer}/`)
            ? keysUrl.slice(issuer.length + 1)
            : undefined;
    if (keysPath === undefined || !/^[^?#\s]+$/.test(keysPath)) {
        const code =
            keysUrl === undefined
                ? "keys-missing"
                : typeof keysUrl === "string" && keysUrl.startsWith("https://")
                  ? "keys-elsewhere"
                  : "keys-not-https";
        const message =
            keysUrl === undefined
                ? "is missing: it specifies where the keys are"
                : "is not below the issuer: whoever serves the keys decides which tokens are genuine";
        const fix = `Write "${issuer}/${discoveryPaths.keys}".`;
        problems.push({ code, path: "jwks_uri", value: keysUrl, message, fix });
    }
    for (const name of requiredLists) {
        const list = value[name];
        if (Array.isArray(list) && list.length > 0) continue;
        const code = "member-missing";
        problems.push({
            code,
            path: name,
            message: "is missing or no list",
            fix: "Render the document again.",
        });
    }
    const algorithms = value["id_token_signing_alg_values_supported"];
    if (
        Array.isArray(algorithms) &&
        algorithms.length > 0 &&
        !algorithms.some((each) => signingAlgorithms.includes(String(each)))
    ) {
        const message = `names no algorithm that STS takes (${signingAlgorithms.join(", ")})`;
        const path = "id_token_signing_alg_values_supported";
        problems.push({
            code: "no-usable-algorithm",
            path,
            value: algorithms,
            message,
            fix: 'Write ["RS256"].',
        });
    }
    return { problems, ...(keysPath !== undefined && { keysPath }) };
}
