import type { Problem } from "../../trust/problem";
import { type ConfigSchema, memberProblems, schemaProblems } from "../../trust/schemaProblems";

/** One config key of a policy. */
export interface ConfigKey<Value> {
    /** The schema that the engine is told. Its `default` is what it fills in. */
    schema: ConfigSchema;
    /** The value where the config has none: the SDK fills in no defaults by itself, and the engine only with a config. */
    fallback: Value;
    /** What is wrong with a value of the right shape. */
    check?(value: NonNullable<Value>, path: string): Problem[];
}

/** A policy's config keys, by name. */
export type ConfigKeys<Config extends object> = { [Name in keyof Config]-?: ConfigKey<Config[Name]> };

/** The keys with their names, in the order in which they are written. */
export function configKeyEntries<Config extends object>(
    keys: ConfigKeys<Config>,
): [string, ConfigKey<unknown>][] {
    return Object.entries(keys as Record<string, ConfigKey<unknown>>);
}

/** A policy's config as it holds, and what is wrong with what was given. */
export interface ReadConfig<Config> {
    config: Config;
    /** Paths begin with the key: `issuers[0].url`. A key of the wrong shape has its fallback. */
    problems: Problem[];
}

/** Reads what a policy was configured with. Never throws: the policy goes on with defaults and reports the problems. */
export function readPolicyConfig<Config extends object>(
    keys: ConfigKeys<Config>,
    given: Record<string, unknown>,
): ReadConfig<Config> {
    const known = configKeyEntries(keys);
    const problems = memberProblems(
        given,
        Object.fromEntries(known.map(([name, { schema }]) => [name, schema])),
        [],
        "",
    );
    const entries = known.map(([name, key]): [string, unknown] => {
        const value = Object.hasOwn(given, name) ? given[name] : undefined;
        if (value === undefined || schemaProblems(value, key.schema, name).length > 0) {
            return [name, key.fallback];
        }
        problems.push(...(key.check?.(value as NonNullable<unknown>, name) ?? []));
        return [name, value];
    });
    // Each value has passed the schema that its key's type was written for.
    return { config: Object.fromEntries(entries) as Config, problems };
}
