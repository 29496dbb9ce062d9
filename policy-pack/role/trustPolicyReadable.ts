import { trustRulePolicy } from "./trustRulePolicy";

/** A trust policy that cannot be read, or that two readers understand differently. */
export const trustPolicyReadable = trustRulePolicy({
    name: "trust-policy-readable",
    displayName: "Readable trust policy",
    description: "A trust policy can be read, and means what its text says.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Write one JSON document of version 2012-10-17, encoded once, without duplicate names and without values that were unknown when it was built.",
    tags: ["trust-policy"],
});
