import type { EnforcementLevel, Policy, PolicyConfigSchema, Severity } from "@pulumi/policy";
import type { Effect } from "../../trust/finding";
import { configKeyEntries, type ConfigKeys } from "../config/policyConfig";

/** What every policy of the pack says about itself. */
export interface PolicyDefinition<Config extends object> {
    /** Public and stable: configs name it. */
    name: string;
    displayName: string;
    /** What it demands, in one sentence. */
    description: string;
    /** The level without a config. */
    level: Exclude<EnforcementLevel, "remediate" | "disabled">;
    /** How bad a violation is, where the violation itself does not say. */
    severity: Severity;
    /** What a violation does in production. */
    effect: Effect;
    /** What to do about a violation, in general. */
    remediationSteps: string;
    /** Beside those that follow from `effect` and the pack. */
    tags: string[];
    /** Its config keys. */
    config: ConfigKeys<Config>;
}

// Relative to the root of this repository: a fork or a mirror serves it from its own host.
const policyPages = "docs/policies.md";

/** The page that explains a policy. */
export function pageOf(policyName: string): string {
    return `${policyPages}#${policyName}`;
}

/** A definition as the SDK wants it, without its check. */
export function sdkPolicy<Config extends object>(definition: PolicyDefinition<Config>): Policy {
    const { name, displayName, description, level, severity, effect, remediationSteps, tags, config } =
        definition;
    return {
        name,
        displayName,
        description,
        enforcementLevel: level,
        severity,
        remediationSteps,
        url: pageOf(name),
        tags: ["aws", "iam", "gitlab", "oidc", `fails-${effect}`, ...tags],
        configSchema: configSchemaOf(config),
    };
}

function configSchemaOf<Config extends object>(keys: ConfigKeys<Config>): PolicyConfigSchema {
    return {
        properties: Object.fromEntries(configKeyEntries(keys).map(([name, { schema }]) => [name, schema])),
    };
}
