import type { Finding } from "../finding";
import { memberPath } from "./jsonPath";
import { readableFinding } from "./readableFindings";

/** The elements of a document or statement, under their documented names, each with its place. */
export interface ElementReading {
    elements: Map<string, { value: unknown; path: string }>;
    findings: Finding[];
}

/** Whether a value is what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Sorts the members of an object by the element names that the policy grammar has. A name in another case is read as
 * the element that was meant, with a finding: whether IAM takes it is not documented, so it must not hide a statement.
 */
export function readElements(
    object: Readonly<Record<string, unknown>>,
    path: string,
    names: readonly string[],
    prohibited: readonly string[] = [],
): ElementReading {
    const elements: ElementReading["elements"] = new Map();
    const findings: Finding[] = [];
    for (const [written, value] of Object.entries(object)) {
        const at = memberPath(path, written);
        const name = [...names, ...prohibited].find((known) => known.toLowerCase() === written.toLowerCase());
        if (name === undefined) {
            findings.push(
                readableFinding(
                    "element-unknown",
                    { path: at },
                    `is no element of a policy: it has ${names.join(", ")}`,
                ),
            );
        } else if (prohibited.includes(name)) {
            findings.push(
                readableFinding("element-prohibited", { path: at }, "has no place in a trust policy"),
            );
        } else if (elements.has(name)) {
            const message = `says ${name} a second time: which of the two counts is not defined`;
            findings.push(readableFinding("duplicate-name", { path: at }, message));
        } else {
            if (name !== written) {
                const place = { path: at, fix: `Write "${name}".` };
                findings.push(readableFinding("element-case", place, `is not spelt "${name}"`));
            }
            elements.set(name, { value, path: at });
        }
    }
    return { elements, findings };
}
