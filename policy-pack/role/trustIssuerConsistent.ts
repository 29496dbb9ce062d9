import { trustRulePolicy } from "./trustRulePolicy";

/** Principal and condition keys that belong to different issuers, or to another account. */
export const trustIssuerConsistent = trustRulePolicy({
    name: "trust-issuer-consistent",
    displayName: "One issuer per statement",
    description:
        "The principal and the condition keys of a statement name the same issuer, of the role's own account.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Write the keys with the host and path that the provider's ARN ends in, and one statement per issuer.",
    tags: ["trust-policy", "issuer"],
});
