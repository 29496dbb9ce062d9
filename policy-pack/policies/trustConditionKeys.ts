import { failing, passing, type PolicyCase, roleForSubject } from "../cases";
import { conditionKeyPolicy } from "../engine";

/** Condition keys that no token ever fills. */
export const trustConditionKeys = conditionKeyPolicy({
    name: "trust-condition-keys",
    displayName: "Condition keys that exist",
    finds: "condition keys that no token fills",
    description: "Every condition key is one that AWS fills in for tokens of this issuer.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Express the restriction with sub, or with one of the keys that AWS offers for the issuer, written as HOST:NAME.",
    tags: ["trust-policy", "condition-key"],
    otherFinders: [
        { tool: "IAM Access Analyzer", share: "operators of the wrong type" },
        { tool: "parliament", share: "keys of AWS's own services, not of issuers" },
    ],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const withKey = (key: string, value: unknown = "x") =>
        roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main", { [key]: value });

    return [
        passing("a key of gitlab.com", withKey("gitlab.com:pipeline_source", "push")),
        passing("a key in other letter case", withKey("GitLab.com:PIPELINE_SOURCE", "push")),
        passing("a global key", withKey("aws:RequestedRegion", "eu-west-1")),
        {
            ...passing("a key that the config adds", withKey("gitlab.com:environment", "production")),
            config: { "trust-condition-keys": { additionalConditionKeys: ["environment"] } },
        },
        failing("a claim that is no key", withKey("gitlab.com:environment", "production")),
        failing("a claim that the subject holds", withKey("gitlab.com:project_path", "acme/web")),
        failing("a key with a scheme", withKey("https://gitlab.com:pipeline_source", "push")),
    ];
}
