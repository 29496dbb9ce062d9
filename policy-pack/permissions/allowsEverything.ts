import { isObject, readElements, readText, readValues } from "../../trust/document";

/** Every action of every service. */
const everyAction = /^\*+(?::\*+)?$/;

/** Every resource of the account: `*`, or an ARN that leaves all of its parts open. */
const everyResource = /^(?:\*+|arn:(?:\*+|aws[a-z-]*)(?::\*+)*)$/;

/** Condition keys that do not make less of everything. Any other condition may, and gets the benefit of the doubt. */
const conditionsOfNoWeight = ["aws:requestedregion", "aws:securetransport"];

const elementNames = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/**
 * Whether a permission policy (JSON text or object) has a statement that allows every action on every resource. A Deny
 * beside it gets no credit. Never throws; what cannot be read allows nothing here.
 */
export function allowsEverything(document: unknown): boolean {
    const root = typeof document === "string" ? readText(document).value : document;
    if (!isObject(root)) return false;
    const statements = readElements(root, "", ["Version", "Id", "Statement"]).elements.get("Statement");
    const list: unknown[] = Array.isArray(statements?.value) ? statements.value : [statements?.value];
    return list.some(isEverything);
}

function isEverything(statement: unknown): boolean {
    if (!isObject(statement)) return false;
    const { elements } = readElements(statement, "", elementNames);
    const hasText = (name: string, form: RegExp) =>
        readValues(elements.get(name)?.value, name).values.some(({ text }) => form.test(text));
    return (
        elements.get("Effect")?.value === "Allow" &&
        hasText("Action", everyAction) &&
        hasText("Resource", everyResource) &&
        hasNoWeight(elements.get("Condition")?.value)
    );
}

function hasNoWeight(condition: unknown): boolean {
    if (condition === undefined) return true;
    if (!isObject(condition)) return false;
    const keys = Object.values(condition).flatMap((block) => (isObject(block) ? Object.keys(block) : []));
    return keys.every((key) => conditionsOfNoWeight.includes(key.toLowerCase()));
}
