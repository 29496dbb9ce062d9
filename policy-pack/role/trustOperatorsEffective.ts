import { trustRulePolicy } from "./trustRulePolicy";

/** Operators that make a guard empty, wider, or impossible. */
export const trustOperatorsEffective = trustRulePolicy({
    name: "trust-operators-effective",
    displayName: "Operators that guard",
    description: "The operators below aud and sub do restrict who gets in, and can be satisfied.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "Use StringEquals for exact values and StringLike, in a statement of its own, for patterns. ForAllValues, IfExists, Not..., Null and IgnoreCase guard less than they seem to.",
    tags: ["trust-policy", "operator"],
});
