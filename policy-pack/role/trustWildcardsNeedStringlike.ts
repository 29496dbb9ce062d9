import { trustRulePolicy } from "./trustRulePolicy";

/** A star or question mark where an operator compares it literally. */
export const trustWildcardsNeedStringlike = trustRulePolicy({
    name: "trust-wildcards-need-stringlike",
    displayName: "Wildcards need StringLike",
    description: "A wildcard stands below an operator that reads it as one.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Write the exact value. Where a wildcard is really meant, judge its scope first, and then move it to a statement of its own below StringLike.",
    tags: ["trust-policy", "operator"],
});
