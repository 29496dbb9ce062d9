import { CommandError } from "../terminal";
import { configText } from "./configText";
import { fitsConfigType } from "./configType";
import type { Project } from "./projectFile";
import type { StackFile } from "./stackFile";

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
