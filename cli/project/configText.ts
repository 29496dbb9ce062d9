/** A config value as the engine hands it to a program. */
export interface ConfigText {
    /** The value's text; of a list or an object its JSON. Of a secret what stands in the file, encrypted. */
    text: string;
    isObject: boolean;
    /** Whether a secret is in it: an object whose only key is `secure`. */
    isSecure: boolean;
}

/**
 * The text of a config value that was read from YAML. Numbers and booleans become text, lists and objects become JSON
 * with sorted keys.
 * Source: pulumi/pulumi, sdk/go/common/resource/config/value.go and sdk/go/common/workspace/config.go.
 */
export function configText(value: unknown): ConfigText {
    if (value === null || value === undefined) return { text: "", isObject: false, isSecure: false };
    if (typeof value !== "object")
        return {
            text: typeof value === "string" ? value : JSON.stringify(value),
            isObject: false,
            isSecure: false,
        };
    if (isSecureValue(value)) return { text: value.secure, isObject: false, isSecure: true };
    return { text: JSON.stringify(sortKeys(value)), isObject: true, isSecure: holdsSecureValue(value) };
}

function sortKeys(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sortKeys);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
}

function isSecureValue(value: object): value is { secure: string } {
    const keys = Object.keys(value);
    return keys.length === 1 && keys[0] === "secure" && typeof Reflect.get(value, "secure") === "string";
}

function holdsSecureValue(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return isSecureValue(value) || Object.values(value).some(holdsSecureValue);
}
