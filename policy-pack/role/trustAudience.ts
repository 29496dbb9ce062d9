import { trustRulePolicy } from "./trustRulePolicy";

/** A missing, misspelt or loose condition on the audience. */
export const trustAudience = trustRulePolicy({
    name: "trust-audience",
    displayName: "Audience in a trust policy",
    description: "Every statement that lets GitLab in names the audience that it expects, exactly.",
    level: "mandatory",
    severity: "medium",
    effect: "open",
    remediationSteps:
        "Add StringEquals on HOST:aud with the audience that the jobs ask for. Without it a token that was minted for another client of the same provider is let in.",
    tags: ["trust-policy", "audience"],
});
