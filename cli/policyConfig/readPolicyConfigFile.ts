import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readJson } from "../../trust/policy/readJson";
import { CommandError } from "../terminal";

/** A policy config file: per policy name, what it says. */
export interface PolicyConfigFile {
    /** As it was named. */
    name: string;
    config: Record<string, unknown>;
    /** JSON paths of names that one object has twice. */
    duplicates: string[];
}

/** Reads one. Throws CommandError where it is missing, no JSON, or no JSON object. */
export function readPolicyConfigFile(name: string): PolicyConfigFile {
    let text: string;
    try {
        text = readFileSync(resolve(name), "utf8");
    } catch {
        throw new CommandError(`There is no file ${resolve(name)}.`);
    }
    const { value, duplicates, error } = readJson(text);
    if (error !== undefined) throw new CommandError(`${name} is no JSON: ${error}.`);
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new CommandError(
            `${name} holds no JSON object.`,
            'Write {"POLICY": "advisory"} or {"POLICY": {"KEY": VALUE}}.',
        );
    return { name, config: value as Record<string, unknown>, duplicates };
}
