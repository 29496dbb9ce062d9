import type { ConfigKey } from "../config/policyConfig";
import { type TrustedRole, trustedRoles } from "../resources/trustedRole";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";
import { analyzeRole } from "./analyzeRole";
import { violationOf } from "./violationOf";

/** The config of `trust-condition-keys`. */
export interface ConditionKeysConfig {
    /** Keys that AWS offers and the pack's dated table does not know yet. */
    additionalConditionKeys: string[];
}

const additionalConditionKeys: ConfigKey<string[]> = {
    schema: {
        type: "array",
        description:
            "Condition keys that a newer AWS or GitLab offers: gitlab.com:NAME, or NAME for every issuer. Letter case does not matter.",
        items: { type: "string", minLength: 1 },
    },
    fallback: [],
};

/** Condition keys that no token ever fills. */
export const trustConditionKeys: ResourcePolicyDefinition<TrustedRole, ConditionKeysConfig> = {
    name: "trust-condition-keys",
    displayName: "Condition keys that exist",
    description: "Every condition key is one that AWS fills in for tokens of this issuer.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Express the restriction with sub, or with one of the keys that AWS offers for the issuer, written as HOST:NAME.",
    tags: ["trust-policy", "condition-key"],
    config: { additionalConditionKeys },
    kind: trustedRoles,
    check(role, { config, organisation }) {
        const findings = analyzeRole(role, organisation, config.additionalConditionKeys)?.findings ?? [];
        return findings.filter(({ rule }) => rule === "trust-condition-keys").map(violationOf);
    },
};
