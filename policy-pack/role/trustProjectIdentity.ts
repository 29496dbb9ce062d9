import { trustRulePolicy } from "./trustRulePolicy";

/** A gitlab.com project that is known by its path alone. */
export const trustProjectIdentity = trustRulePolicy({
    name: "trust-project-identity",
    displayName: "Stable project identity",
    description: "On gitlab.com a role checks the project's id beside its path.",
    level: "advisory",
    severity: "medium",
    effect: "open",
    remediationSteps:
        "Add StringEquals on gitlab.com:project_id, or let the project's subjects lead with project_id: a path can be claimed again by somebody else.",
    tags: ["trust-policy", "subject"],
});
