import { parseOperator, respellOperator } from "../condition/operators";
import type { Finding } from "../finding";
import type { ConditionBlock, PolicyValue } from "./document";
import { memberPath } from "./jsonPath";
import { readableFinding } from "./readableFindings";
import { isObject } from "./readElements";

/** One value or a list of them, read; `wrong` are the places of what is no text, number or boolean. */
export function readValues(raw: unknown, path: string): { values: PolicyValue[]; wrong: string[] } {
    const values: PolicyValue[] = [];
    const wrong: string[] = [];
    const add = (value: unknown, at: string): void => {
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
            values.push({ text: String(value), raw: value, path: at });
        } else {
            wrong.push(at);
        }
    };
    if (Array.isArray(raw)) raw.forEach((item: unknown, index) => add(item, memberPath(path, index)));
    else add(raw, path);
    return { values, wrong };
}

/** Reads the blocks of one operator: `{"gitlab.com:sub": [...]}`. */
function readOperator(
    operatorText: string,
    raw: unknown,
    path: string,
    findings: Finding[],
): ConditionBlock[] {
    const operator = parseOperator(operatorText);
    if (operator === undefined) {
        const respelt = respellOperator(operatorText);
        const fix = respelt === undefined ? undefined : `Write "${respelt}".`;
        findings.push(readableFinding("operator-unknown", { path, fix }, "is no condition operator"));
    }
    if (!isObject(raw)) {
        findings.push(
            readableFinding("condition-invalid", { path, value: raw }, "is no object of condition keys"),
        );
        return [];
    }
    const blocks: ConditionBlock[] = [];
    const seen = new Set<string>();
    for (const [key, rawValues] of Object.entries(raw)) {
        const at = memberPath(path, key);
        const keyName = key.toLowerCase();
        if (seen.has(keyName)) {
            const message = `is the same condition key as another one below ${operatorText}, in another case`;
            findings.push(readableFinding("duplicate-condition-key", { path: at }, message));
        }
        seen.add(keyName);
        const { values, wrong } = readValues(rawValues, at);
        for (const place of wrong) {
            findings.push(
                readableFinding(
                    "value-invalid",
                    { path: place },
                    "is neither a text nor a number nor a boolean",
                ),
            );
        }
        blocks.push({
            path: at,
            operatorText,
            key,
            keyName,
            values,
            ...(operator === undefined ? {} : { operator }),
        });
    }
    return blocks;
}

/** Reads a `Condition` element: operator, below it the keys, below each its values. */
export function readCondition(raw: unknown, path: string, findings: Finding[]): ConditionBlock[] {
    if (!isObject(raw)) {
        findings.push(
            readableFinding("condition-invalid", { path, value: raw }, "is no object of operators"),
        );
        return [];
    }
    return Object.entries(raw).flatMap(([operatorText, keys]) =>
        readOperator(operatorText, keys, memberPath(path, operatorText), findings),
    );
}
