import { ConfigureAnalyzerRequest, PolicyConfig as WireConfig } from "@pulumi/pulumi/proto/analyzer_pb";
import { toStruct } from "./analyzedResource";
import { type EnforcementLevel, levelToWire } from "./diagnostic";
import type { PackInfo, PolicyInfo } from "./packInfo";

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
