import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CommandError } from "../terminal";
import { readYamlFile } from "./files";

/** A config key that Pulumi.yaml declares. */
export interface DeclaredConfig {
    /** `string`, `integer`, `boolean`, `array` or `object`; absent where Pulumi.yaml only gives a value. */
    type?: string;
    /** What the stack gets when it says nothing: `default`, or `value` of another namespace's key. */
    fallback?: unknown;
    isSecret: boolean;
}

/** What a preview needs of Pulumi.yaml. */
export interface Project {
    name: string;
    /** The folder of Pulumi.yaml, absolute. */
    directory: string;
    file: string;
    /** `main`, relative to the folder; `.` by default. */
    main: string;
    /** `runtime.options.typescript`, which is on by default. */
    isTypeScript: boolean;
    /** `runtime.options.nodeargs`, split at spaces. */
    nodeArguments: string[];
    /** `runtime.options.tsconfig`, relative to the folder. */
    tsconfig?: string;
    /** The folder of the stack files, absolute: the project's own, or `stackConfigDir`. */
    stackDirectory: string;
    /** Keys as written, with or without a namespace. */
    config: Map<string, DeclaredConfig>;
}

const fileNames = ["Pulumi.yaml", "Pulumi.yml"];

/**
 * Finds Pulumi.yaml in a folder or above it, as the engine does, and reads it. Throws CommandError where there is none,
 * where it is no YAML, has no name, or does not run Node.js.
 */
export function readProject(directory: string): Project {
    const start = resolve(directory);
    if (!existsSync(start) || !statSync(start).isDirectory())
        throw new CommandError(`There is no folder ${start}.`, "Give the folder of Pulumi.yaml: --cwd DIR");
    const file = findProjectFile(start);
    if (file === undefined)
        throw new CommandError(
            `There is no Pulumi.yaml in ${start} or above it.`,
            "Run this in the folder of a Pulumi project, or name it: --cwd DIR",
        );
    const content: unknown = readYamlFile(file).value;
    const project = asObject(content);
    const name = project["name"];
    if (typeof name !== "string" || name === "")
        throw new CommandError(`${file} has no name.`, "Write the project's name: name: my-project");
    const runtime = project["runtime"];
    const runtimeName = typeof runtime === "object" ? asObject(runtime)["name"] : runtime;
    if (runtimeName !== "nodejs")
        throw new CommandError(
            `${file} has the runtime ${JSON.stringify(runtimeName)}; the offline preview runs nodejs programs only.`,
            "Preview other programs with the engine: pulumi preview --policy-pack DIR",
        );
    const options = asObject(asObject(runtime)["options"]);
    const folder = dirname(file);
    return {
        name,
        directory: folder,
        file,
        main: textOf(project["main"]) ?? ".",
        isTypeScript: options["typescript"] !== false,
        nodeArguments: (textOf(options["nodeargs"]) ?? "").split(/\s+/).filter((text) => text !== ""),
        ...optional("tsconfig", textOf(options["tsconfig"])),
        stackDirectory: resolve(folder, textOf(project["stackConfigDir"]) ?? "."),
        config: declaredConfig(project["config"]),
    };
}

function findProjectFile(start: string): string | undefined {
    for (let folder = start; ; folder = dirname(folder)) {
        const found = fileNames.map((name) => join(folder, name)).find((file) => existsSync(file));
        if (found !== undefined || folder === dirname(folder)) return found;
    }
}

function declaredConfig(config: unknown): Map<string, DeclaredConfig> {
    const declared = new Map<string, DeclaredConfig>();
    for (const [key, entry] of Object.entries(asObject(config))) {
        // The short form `key: value` declares a value; only the keys of the long form are looked at.
        const isLong = typeof entry === "object" && entry !== null && !Array.isArray(entry);
        const long = isLong ? asObject(entry) : { default: entry };
        const fallback = long["default"] ?? long["value"];
        declared.set(key, {
            ...optional("type", textOf(long["type"])),
            ...(fallback === undefined ? {} : { fallback }),
            isSecret: long["secret"] === true,
        });
    }
    return declared;
}

function asObject(value: unknown): Record<string, unknown> {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
    return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
