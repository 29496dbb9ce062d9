import { ConfigureAnalyzerRequest, PolicyConfig as WireConfig } from "@pulumi/pulumi/proto/analyzer_pb";
import { type Problem, atPath, memberPath, nearestName } from "../../trust/problem";
import { type ConfigSchema, memberProblems } from "../../trust/schemaProblems";
import { type EnforcementLevel, levelToWire, type PackInfo, type PolicyInfo, toStruct } from "./messages";

/**
 * A policy config file: per policy name a level, or an object of `enforcementLevel` and the policy's own keys. The name
 * `all` sets the level of every policy that has none of its own.
 * Source: https://www.pulumi.com/docs/insights/policy/configuration/
 */
export type PackConfig = Record<string, EnforcementLevel | PolicyConfig>;

/** One policy's entry: its level and its own keys. */
export type PolicyConfig = { enforcementLevel?: EnforcementLevel } & Record<string, unknown>;

/**
 * The request that configures a pack, completed as the engine does it: each policy of the pack is in it, with its own
 * level and the top-level defaults of its schema where the config says nothing. Names of no policy are left out, as the
 * engine does silently.
 */
export function configureRequest(pack: PackInfo, config: PackConfig): ConfigureAnalyzerRequest {
    const request = new ConfigureAnalyzerRequest();
    const levelOfAll = entryOf(config, "all").enforcementLevel;
    for (const policy of pack.policies) {
        const { enforcementLevel, ...keys } = entryOf(config, policy.name);
        const wire = new WireConfig();
        wire.setEnforcementlevel(levelToWire(enforcementLevel ?? levelOfAll ?? policy.level));
        wire.setProperties(toStruct({ ...defaultsOf(policy), ...keys }));
        request.getPolicyconfigMap().set(policy.name, wire);
    }
    return request;
}

function entryOf(config: PackConfig, name: string): PolicyConfig {
    const entry = Object.hasOwn(config, name) ? config[name] : undefined;
    if (entry === undefined) return {};
    return typeof entry === "string" ? { enforcementLevel: entry } : entry;
}

function defaultsOf(policy: PolicyInfo): Record<string, unknown> {
    const defaults: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(policy.configSchema)) {
        if (schema.default !== undefined) defaults[key] = schema.default;
    }
    return defaults;
}

/** One mistake in a policy config file. `path` is its place in the file, such as `["trust-audience"].enforcementLevel`. */
export interface PolicyConfigProblem extends Problem {
    /** The name that the file gives the policy; empty where the file as a whole is concerned. */
    policy: string;
}

/** The name that stands for every policy of a pack. Source: https://www.pulumi.com/docs/insights/policy/configuration/ */
export const everyPolicy = "all";

const levels = ["advisory", "mandatory", "disabled", "remediate"];
const levelKey = "enforcementLevel";
const levelSchema: Record<string, ConfigSchema> = { [levelKey]: { type: "string" } };

/** What is wrong with a config by what the pack says about itself: names, enforcement levels, and each policy's schema. */
export function entryProblems(
    config: Readonly<Record<string, unknown>>,
    { policies }: Pick<PackInfo, "policies">,
): PolicyConfigProblem[] {
    return Object.entries(config).flatMap(([name, entry]) => {
        const policy = policies.find((each) => each.name === name);
        const wrong =
            policy || name === everyPolicy
                ? []
                : [
                      unknownPolicy(
                          name,
                          policies.map((each) => each.name),
                      ),
                  ];
        return [...wrong, ...problemsOfEntry(name, entry, policy)];
    });
}

/** The problem of a name that is no policy's: the engine takes it silently, and the policy that was meant runs with its defaults. */
export function unknownPolicy(name: string, known: readonly string[]): PolicyConfigProblem {
    const meant = nearestName(name, [...known, everyPolicy]);
    return {
        policy: name,
        path: memberPath("", name),
        message: "is the name of no policy in the pack",
        fix: meant === undefined ? `Its policies: ${known.join(", ")}.` : `Write "${meant}".`,
    };
}

function problemsOfEntry(
    name: string,
    entry: unknown,
    policy: PolicyInfo | undefined,
): PolicyConfigProblem[] {
    const path = memberPath("", name);
    if (typeof entry === "string") return levelProblems(name, entry, path);
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
        const message = "is neither an enforcement level nor an object";
        const fix = `Write one of ${levels.join(", ")}, or an object of the policy's config keys.`;
        return [{ policy: name, path, value: entry, message, fix }];
    }
    const { [levelKey]: level, ...keys } = entry as Record<string, unknown>;
    const wrongLevel = level === undefined ? [] : levelProblems(name, level, memberPath(path, levelKey));
    return [...wrongLevel, ...keyProblems(name, keys, path, policy)];
}

function levelProblems(policy: string, level: unknown, path: string): PolicyConfigProblem[] {
    if (typeof level === "string" && levels.includes(level)) return [];
    const meant = typeof level === "string" ? nearestName(level, levels) : undefined;
    const fix = meant === undefined ? `Write one of ${levels.join(", ")}.` : `Write "${meant}".`;
    return [{ policy, path, value: level, message: "is not an enforcement level", fix }];
}

function keyProblems(
    name: string,
    keys: Record<string, unknown>,
    path: string,
    policy: PolicyInfo | undefined,
): PolicyConfigProblem[] {
    if (policy) {
        // What travels is the schema that the pack's own check reads. The level is a key too, for who misspells it.
        const schemas = { ...(policy.configSchema as Record<string, ConfigSchema>), ...levelSchema };
        const problems = memberProblems(keys, schemas, policy.requiredConfig, "");
        return atPath(path, problems).map((problem) => ({ ...problem, policy: name }));
    }
    if (name !== everyPolicy) return [];
    return Object.keys(keys).map((key) => ({
        policy: name,
        path: memberPath(path, key),
        message: `is not read: "${everyPolicy}" sets the enforcement level alone`,
        fix: nearestName(key, [levelKey])
            ? `Write "${levelKey}".`
            : "Write it under each policy that has it.",
    }));
}
