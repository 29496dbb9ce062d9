/**
 * Whether a config value has the type that Pulumi.yaml declares for it: `string`, `integer`, `boolean`, `array` or
 * `object`; any other name takes anything. `text` is the value as a program gets it. As the engine does it, an object is
 * not looked into.
 * Source: pulumi/pulumi, sdk/go/common/workspace/project.go, ValidateConfigValue.
 */
export function fitsConfigType(type: string, text: string, isObject: boolean): boolean {
    switch (type) {
        case "string":
            return !isObject;
        case "integer":
            return !isObject && /^[-+]?\d+$/.test(text);
        case "boolean":
            return !isObject && (text === "true" || text === "false");
        case "array":
            return isObject && text.startsWith("[");
        case "object":
            return isObject && text.startsWith("{");
        default:
            return true;
    }
}
