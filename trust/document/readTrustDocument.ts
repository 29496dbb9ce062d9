import { limits } from "../aws";
import type { Finding } from "../finding";
import { memberPath } from "../problem";
import { isObject } from "./json";
import {
    type DocumentKind,
    type TrustDocument,
    type TrustStatement,
    currentPolicyVersion,
    oldPolicyVersion,
} from "./model";
import { UnknownParts, readElements, readStatement } from "./readStatement";
import { readableFinding } from "./readableFindings";
import { judgeTexts, readText, type TextReading } from "./texts";

/** What a caller knows of the value that it hands over. */
export interface ReadOptions {
    /**
     * JSON paths within the document of what is not known yet, as a preview has it: such a member is left out of the
     * value, such an element is undefined; the empty path is the whole document. Default: everything is known.
     */
    unknownPaths?: readonly string[];
    /** Which document it is, and so which elements its statements have. Default: a trust policy. */
    kind?: DocumentKind;
}

/** The longest policy that an organization can have; each kind's own limit is checked where it is known how it is written. */
const mostOrganizationCharacters = limits.organizationPolicies.serviceControl.length;

/** More findings than this help nobody; a large document of rubbish would have millions. */
const mostFindings = 500;

function judgeVersion(version: unknown, path: string, statements: readonly TrustStatement[]): Finding[] {
    if (version === currentPolicyVersion) return [];
    if (version !== undefined && version !== oldPolicyVersion) {
        const message = `is not a version of the policy language: there are ${currentPolicyVersion} and ${oldPolicyVersion}`;
        return [readableFinding("version-unknown", { path, value: version }, message)];
    }
    const variable = statements
        .flatMap(({ conditions }) => conditions.flatMap(({ values }) => values))
        .find(({ text }) => text.includes("${"));
    const code = version === undefined ? "version-missing" : "version-old";
    const what =
        version === undefined
            ? "is missing, which means 2008-10-17"
            : "is the old version of the policy language";
    return variable === undefined
        ? [readableFinding(code, { path, value: version, effect: "none" }, what)]
        : [
              readableFinding(
                  code,
                  { path, value: version },
                  `${what}: the \${…} in ${variable.path} is literal text in it`,
              ),
          ];
}

/** A Sid that an earlier statement has already. Source: IAM User Guide, "IAM JSON policy elements: Sid". */
function judgeSids(statements: readonly TrustStatement[]): Finding[] {
    const seen = new Set<string>();
    return statements.flatMap(({ sid, path }) => {
        if (sid === undefined || sid === "") return [];
        if (!seen.has(sid)) {
            seen.add(sid);
            return [];
        }
        const message = "is the Sid of an earlier statement too: IAM wants each only once";
        return [readableFinding("sid-duplicate", { path: memberPath(path, "Sid"), value: sid }, message)];
    });
}

/** The statements of the element `Statement`, one or a list of them, each with its place. */
function placesOf(element: {
    value: unknown;
    path: string;
}): { raw: unknown; path: string; index: number }[] {
    const { value, path } = element;
    return Array.isArray(value)
        ? value.map((raw: unknown, index) => ({ raw, path: memberPath(path, index), index }))
        : [{ raw: value, path, index: 0 }];
}

/** The findings with the statement that each is about, without those about what is not known. */
function placed(
    findings: readonly Finding[],
    places: readonly { path: string; index: number }[],
    unknown: UnknownParts,
): Finding[] {
    const byPath = new Map(places.map(({ path, index }) => [path, index] as const));
    const only = places.length === 1 ? places[0] : undefined;
    return findings
        .filter(({ path }) => !unknown.covers(path))
        .map((finding): Finding => {
            const [, element = "", place = ""] = /^(\w+)(\[\d+\])?/.exec(finding.path) ?? [];
            const statement = byPath.get(element + place) ?? (only?.path === element ? 0 : undefined);
            return statement === undefined ? finding : { ...finding, statement };
        });
}

function documentOf(
    findings: readonly Finding[],
    unknown: UnknownParts,
    read: Partial<TrustDocument> = {},
    places: readonly { path: string; index: number }[] = [],
): TrustDocument {
    const all = placed(findings, places, unknown);
    const refusal = all.find(({ effect }) => effect === "closed");
    return {
        hasPolicyVariables: false,
        statements: [],
        ...read,
        findings: all.slice(0, mostFindings),
        partlyUnknown: unknown.within(""),
        ...(refusal === undefined ? {} : { refusal }),
    };
}

/**
 * Reads a trust policy document, or another kind of document that decides who assumes a role: a JSON text, or what such a text parses to. It follows the grammar of IAM (one value or
 * a list of them, one statement or a list of them) and reports everything that keeps a reader, or IAM, from knowing what
 * the document says. Any JSON value of any size gives a result, never an exception; the time grows with the size. Only
 * what a getter or proxy inside the document throws passes through.
 *
 * Nothing is said of what is not known: a statement with an unknown part lists it in `partlyUnknown`, the others stay as
 * they are.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function readTrustDocument(
    input: unknown,
    { unknownPaths = [], kind = "trust" }: ReadOptions = {},
): TrustDocument {
    const unknown = new UnknownParts(unknownPaths);
    if (unknown.covers("")) return documentOf([], unknown);
    const text: TextReading = typeof input === "string" ? readText(input) : { value: input, findings: [] };
    const findings = text.findings;
    if (!("value" in text)) {
        // A document that is one unknown value is not valid JSON either; say what it is.
        findings.push(...judgeTexts(input).filter(({ code }) => code === "unknown-marker"));
        return documentOf(findings, unknown);
    }
    const root = text.value;
    findings.push(...(kind === "trust" ? judgeTexts(root) : judgeTexts(root, mostOrganizationCharacters)));
    if (!isObject(root)) {
        const message = Array.isArray(root)
            ? "is a list"
            : `is ${root === null ? "null" : `a ${typeof root}`}`;
        findings.push(readableFinding("document-not-an-object", { path: "", value: root }, message));
        return documentOf(findings, unknown, { raw: root });
    }
    const { elements, findings: elementFindings } = readElements(root, "", ["Version", "Id", "Statement"]);
    findings.push(...elementFindings);
    const element = elements.get("Statement");
    const places = element === undefined ? [] : placesOf(element);
    if (places.length === 0 && !unknown.hidesElement("", "Statement")) {
        const message = element === undefined ? "is missing" : "is an empty list";
        findings.push(readableFinding("statement-missing", { path: element?.path ?? "Statement" }, message));
    }
    const statements = places.flatMap(
        (place) =>
            (unknown.covers(place.path)
                ? undefined
                : readStatement(place.raw, { ...place, kind }, unknown, findings)) ?? [],
    );
    findings.push(...judgeSids(statements));
    const version = elements.get("Version");
    const versionIsUnknown = unknown.hidesElement("", "Version");
    if (!versionIsUnknown)
        findings.push(...judgeVersion(version?.value, version?.path ?? "Version", statements));
    const hasPolicyVariables = versionIsUnknown || version?.value === currentPolicyVersion;
    const known = typeof version?.value === "string" ? { version: version.value } : {};
    const shadowed = text.shadowed === undefined ? {} : { shadowed: text.shadowed };
    const read = { ...known, hasPolicyVariables, statements, raw: root, ...shadowed };
    return documentOf(findings, unknown, read, places);
}
