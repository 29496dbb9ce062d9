import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../trust/nearestName";
import { CommandError } from "../terminal";
import type { Project } from "./projectFile";
import { readYamlFile } from "./readYamlFile";

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
 * Throws CommandError where it is missing, naming the stacks that exist, and where its config is no object.
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
    const content: unknown = readYamlFile(file).document.toJS() ?? {};
    if (typeof content !== "object" || content === null || Array.isArray(content))
        throw new CommandError(`${file} holds no object.`, "Write the stack's config below the key config.");
    const { config = {}, environment } = content as { config?: unknown; environment?: unknown };
    if (typeof config !== "object" || Array.isArray(config))
        throw new CommandError(`${file}: config is no object.`, "Write one line per key: PROJECT:KEY: VALUE");
    return {
        file,
        config: new Map(Object.entries(config ?? {})),
        hasEnvironment: environment !== undefined && environment !== null,
    };
}
