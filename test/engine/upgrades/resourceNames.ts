import { readFileSync } from "node:fs";
import { join } from "node:path";
import { statesFolder } from "./recordedPrograms";

const root = join(__dirname, "../../..");

/** What outsiders hold on to: names that a later version must keep. */
export interface RecordedNames {
    /** By recorded program, each resource as `TYPES::NAME`, the part of a URN that the program decides. Sorted. */
    resources: Record<string, string[]>;
    /** The policies' names, sorted. */
    policies: string[];
}

/** The file of the names. */
export const namesFile = join(statesFolder, "names.json");

/** The names as they were recorded. */
export function recordedNames(): RecordedNames {
    return JSON.parse(readFileSync(namesFile, "utf8")) as RecordedNames;
}

/** The names behind URNs; the engine's own providers, which carry the version of the SDK, are left out. */
export function resourceNames(urns: readonly string[]): string[] {
    return urns
        .map((urn) => urn.split("::").slice(2).join("::"))
        .filter((name) => !name.startsWith("pulumi:providers:"))
        .sort();
}

/** The names of the policies, by the page that is generated from them. */
export function policyNames(): string[] {
    const page = readFileSync(join(root, "docs/policies.md"), "utf8");
    return [...page.matchAll(/^## ([a-z][a-z-]+)$/gm)].map(([, name = ""]) => name).sort();
}
