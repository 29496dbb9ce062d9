import type { Finding } from "../finding";
import { memberPath } from "../problem";
import { isObject } from "./json";
import { type TrustPolicy, type TrustStatement, currentPolicyVersion, oldPolicyVersion } from "./model";
import { readElements, readStatement } from "./readStatement";
import { readableFinding } from "./readableFindings";
import { judgeTexts, readText } from "./texts";

/** A trust policy as far as it could be read, and what stands in the way of reading it. */
interface TrustPolicyReading {
    /** Absent where the document is no JSON object. */
    policy?: TrustPolicy;
    /** Findings of the rule `trust-policy-readable`. One with the effect `closed` means that IAM refuses the document. */
    findings: Finding[];
}

/** More findings than this help nobody; a large document of rubbish would have millions. */
const mostFindings = 500;

function judgeVersion(version: unknown, path: string, statements: readonly TrustStatement[]): Finding[] {
    if (version === currentPolicyVersion) return [];
    if (version !== undefined && version !== oldPolicyVersion) {
        const message = `is no version of the policy language: there are ${currentPolicyVersion} and ${oldPolicyVersion}`;
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

/**
 * Reads a trust policy document: a JSON text, or what such a text parses to. It follows the grammar of IAM (one value or
 * a list of them, one statement or a list of them) and reports everything that keeps a reader, or IAM, from knowing what
 * the document says. Any JSON value of any size gives a result, never an exception; the time grows with the size. Only
 * what a getter or proxy inside the document throws passes through.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function readTrustPolicy(document: unknown): TrustPolicyReading {
    const text: { value?: unknown; findings: Finding[] } =
        typeof document === "string" ? readText(document) : { value: document, findings: [] };
    const findings = text.findings;
    if (!("value" in text)) {
        // A document that is one unknown value is no JSON either; say what it is.
        findings.push(...judgeTexts(document).filter(({ code }) => code === "unknown-marker"));
        return { findings };
    }
    const root = text.value;
    findings.push(...judgeTexts(root));
    if (!isObject(root)) {
        const message = Array.isArray(root)
            ? "is a list"
            : `is ${root === null ? "null" : `a ${typeof root}`}`;
        findings.push(readableFinding("document-not-an-object", { path: "", value: root }, message));
        return { findings };
    }
    const { elements, findings: elementFindings } = readElements(root, "", ["Version", "Id", "Statement"]);
    findings.push(...elementFindings);
    const statements: TrustStatement[] = [];
    const element = elements.get("Statement");
    const list: unknown[] = Array.isArray(element?.value) ? element.value : [];
    if (element === undefined || (Array.isArray(element.value) && list.length === 0)) {
        const message = element === undefined ? "is missing" : "is an empty list";
        findings.push(readableFinding("statement-missing", { path: element?.path ?? "Statement" }, message));
    } else if (Array.isArray(element.value)) {
        list.forEach((item, index) => {
            const statement = readStatement(item, memberPath(element.path, index), findings);
            if (statement !== undefined) statements.push(statement);
        });
    } else {
        const statement = readStatement(element.value, element.path, findings);
        if (statement !== undefined) statements.push(statement);
    }
    const version = elements.get("Version");
    findings.push(...judgeVersion(version?.value, version?.path ?? "Version", statements));
    const hasPolicyVariables = version?.value === currentPolicyVersion;
    const known = typeof version?.value === "string" ? { version: version.value } : {};
    return {
        policy: { ...known, hasPolicyVariables, statements },
        findings: findings.slice(0, mostFindings),
    };
}
