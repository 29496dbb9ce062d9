import { trustRulePolicy } from "./trustRulePolicy";

/** A principal or an action that is wider than GitLab tokens, or that takes none. */
export const trustPrincipalAndAction = trustRulePolicy({
    name: "trust-principal-and-action",
    displayName: "Principal and action of a trust policy",
    description: "A statement for web identities names one provider and the one action that takes tokens.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "Name the provider's ARN below Principal.Federated and sts:AssumeRoleWithWebIdentity below Action.",
    tags: ["trust-policy", "principal"],
});
