import { secretSignature, unknownValue } from "./plannedResource";

/** What stands in the output for a value that is not known before the deployment. */
export const unknownMark = "[unknown]";

/** What stands in the output for a secret. */
export const secretMark = "[secret]";

/**
 * A serialized value as it may be shown: secrets and unknowns become marks, files and resources a short text. A text that
 * an unknown was built into shows the mark in its place.
 */
export function shownValue(value: unknown): unknown {
    if (typeof value === "string") return value.replaceAll(unknownValue, unknownMark);
    if (Array.isArray(value)) return value.map(shownValue);
    if (typeof value !== "object" || value === null) return value;
    const members = value as Record<string, unknown>;
    if (members[secretSignature.key] === secretSignature.value) return secretMark;
    if (typeof members[secretSignature.key] === "string") {
        const { path, text, uri, urn } = members;
        if (urn !== undefined) return urn;
        return path !== undefined || uri !== undefined
            ? `[file ${String(path ?? uri)}]`
            : (text ?? "[archive]");
    }
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, shownValue(member)]));
}

/** A serialized value for analysis: with secrets opened, never to be printed. Unknowns stay as they are. */
export function openedValue(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(openedValue);
    if (typeof value !== "object" || value === null) return value;
    const members = value as Record<string, unknown>;
    if (members[secretSignature.key] === secretSignature.value) return openedValue(members["value"]);
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, openedValue(member)]));
}

/** Whether a serialized value is unknown, or holds an unknown at any depth. */
export function holdsUnknown(value: unknown): boolean {
    if (typeof value === "string") return value.includes(unknownValue);
    return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}
