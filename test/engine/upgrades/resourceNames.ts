import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packPolicies } from "../../../policy-pack/policies";
import { statesFolder } from "./recordedPrograms";

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

/** The names of the pack's policies, sorted. */
export function policyNames(): string[] {
    return packPolicies.map(({ name }) => name).sort();
}
