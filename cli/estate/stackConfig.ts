import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../trust/problem";
import { CommandError } from "../terminal";
import { readYamlFile } from "./files";
import type { Project } from "./project";

/** The config of one stack, as its file has it. */
export interface StackFile {
    file: string;
    /** Keys as written -> value as YAML reads it, in the file's order. */
    config: Map<string, unknown>;
    /** Whether the file also takes config from Pulumi ESC environments, which no offline preview can read. */
    hasEnvironment: boolean;
}

/** The stacks that have a file beside Pulumi.yaml, sorted. */
export function stackNames(project: Project): string[] {
    const names = existsSync(project.stackDirectory) ? readdirSync(project.stackDirectory) : [];
    return names.flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? []).sort();
}

/**
 * Reads the file of a stack, `Pulumi.STACK.yaml`; of a qualified name (`organization/project/stack`) the last part counts.
 * Throws CommandError where it is missing, naming the stacks that exist, and where its config is not an object.
 */
export function readStackFile(project: Project, stack: string): StackFile {
    const shortName = stack.split("/").at(-1) ?? stack;
    const file = ["yaml", "yml"]
        .map((ending) => join(project.stackDirectory, `Pulumi.${shortName}.${ending}`))
        .find((path) => existsSync(path));
    if (file === undefined) {
        const existing = stackNames(project);
        const nearest = nearestName(shortName, existing);
        throw new CommandError(
            `There is no stack file ${join(project.stackDirectory, `Pulumi.${shortName}.yaml`)}.`,
            existing.length === 0
                ? "No stack has a file here. Make one: its config below the key config."
                : `Stacks here: ${existing.join(", ")}.${nearest === undefined ? "" : ` Did you mean --stack ${nearest}?`}`,
        );
    }
    const content: unknown = readYamlFile(file).value ?? {};
    if (typeof content !== "object" || content === null || Array.isArray(content))
        throw new CommandError(
            `${file} contains no object.`,
            "Write the stack's config below the key config.",
        );
    const { config = {}, environment } = content as { config?: unknown; environment?: unknown };
    if (typeof config !== "object" || Array.isArray(config))
        throw new CommandError(
            `${file}: config is not an object.`,
            "Write one line per key: PROJECT:KEY: VALUE",
        );
    return {
        file,
        config: new Map(Object.entries(config ?? {})),
        hasEnvironment: environment !== undefined && environment !== null,
    };
}

/** The config that a program gets. */
export interface StackConfig {
    /** `NAMESPACE:KEY` -> text, as in the environment variable PULUMI_CONFIG. */
    values: Record<string, string>;
    /** Keys that Pulumi.yaml declares secret. */
    secretKeys: string[];
    /** Encrypted keys of other namespaces, left out: a provider's credentials are of no use offline. */
    leftOut: string[];
}

/**
 * The config of a stack as the engine resolves it: the stack's file, over it what was given on the command line
 * (`KEY=VALUE`), below it the defaults of Pulumi.yaml; a key without a namespace is the project's.
 * Throws one CommandError with every key that is missing, of a wrong type or encrypted.
 */
export function resolveStackConfig(
    project: Project,
    stackFile: StackFile,
    overrides: readonly string[] = [],
): StackConfig {
    const values = new Map<string, string>();
    const encrypted = new Map<string, boolean>();
    const given = new Map<string, unknown>(stackFile.config);
    for (const override of overrides) {
        const end = override.indexOf("=");
        if (end <= 0)
            throw new CommandError(`--config ${override} has no value.`, "Write --config KEY=VALUE");
        given.delete(fullKey(project, override.slice(0, end)));
        given.set(override.slice(0, end), override.slice(end + 1));
    }
    const objects = new Set<string>();
    for (const [key, value] of given) {
        const { text, isObject, isSecure } = configText(value);
        const name = fullKey(project, key);
        values.set(name, text);
        encrypted.set(name, isSecure);
        if (isObject) objects.add(name);
    }
    const mistakes: string[] = [];
    for (const [key, { type, fallback }] of project.config) {
        const name = fullKey(project, key);
        const text = values.get(name);
        if (text === undefined && fallback !== undefined) {
            values.set(name, configText(fallback).text);
        } else if (text === undefined && name.startsWith(`${project.name}:`)) {
            mistakes.push(`${name} is missing; Pulumi.yaml declares it without a default`);
        } else if (text !== undefined && type !== undefined && !encrypted.get(name)) {
            if (!fitsConfigType(type, text, objects.has(name)))
                mistakes.push(`${name} must be of type ${type}, as Pulumi.yaml declares`);
        }
    }
    const secureKeys = [...encrypted].filter(([, isSecure]) => isSecure).map(([name]) => name);
    const own = secureKeys.filter((name) => name.startsWith(`${project.name}:`));
    for (const name of own)
        mistakes.push(
            `${name} is encrypted; the offline preview has no key to decrypt it. ` +
                `Give it a stand-in: --config ${name}=TEXT`,
        );
    if (mistakes.length > 0)
        throw new CommandError(
            `${stackFile.file}: ${mistakes.length === 1 ? "a config value" : `${String(mistakes.length)} config values`} cannot be used.\n` +
                mistakes.map((mistake) => `  ${mistake}`).join("\n"),
        );
    const leftOut = secureKeys.filter((name) => !own.includes(name));
    leftOut.forEach((name) => values.delete(name));
    const secretKeys = [...project.config].flatMap(([key, { isSecret }]) =>
        isSecret && values.has(fullKey(project, key)) ? [fullKey(project, key)] : [],
    );
    return { values: Object.fromEntries(values), secretKeys, leftOut };
}

// `aws:config:region` is an old spelling of `aws:region`.
function fullKey(project: Project, key: string): string {
    return key.includes(":") ? key.replace(/^([^:]*):config:/, "$1:") : `${project.name}:${key}`;
}

/** A config value as the engine hands it to a program. */
interface ConfigText {
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
