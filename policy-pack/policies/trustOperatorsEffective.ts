import { allow, failing, passing, type PolicyCase, role, roleForSubject } from "../cases";
import { trustRulePolicy } from "../engine";

/** Operators that make a guard empty, wider, or impossible. */
export const trustOperatorsEffective = trustRulePolicy({
    name: "trust-operators-effective",
    displayName: "Operators that guard",
    finds: "operators that make a guard empty, wider or impossible",
    description: "The operators below aud and sub do restrict who gets in, and can be satisfied.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "Use StringEquals for exact values and StringLike, in a statement of its own, for patterns. ForAllValues, IfExists, Not..., Null and IgnoreCase guard less than they seem to.",
    tags: ["trust-policy", "operator"],
    otherFinders: [
        { tool: "IAM Access Analyzer", share: "ForAllValues and IfExists" },
        { tool: "TrustEdge", share: "negated operators and Null" },
    ],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const subject = "project_path:acme/web:ref_type:branch:ref:main";
    const guards = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };

    return [
        passing("StringEquals", roleForSubject("StringEquals", subject)),
        passing("ForAnyValue on a single value", roleForSubject("ForAnyValue:StringLike", subject)),
        passing(
            "an exclusion beside a positive condition",
            role(
                allow({
                    StringEquals: { ...guards, "gitlab.com:sub": subject },
                    StringNotLike: { "gitlab.com:sub": "*:ref_type:tag:*" },
                }),
            ),
        ),
        failing("an exclusion alone", roleForSubject("StringNotLike", "*:ref_type:tag:*")),
        failing(
            "exact and wildcard subjects in one statement",
            role(
                allow({
                    StringEquals: { ...guards, "gitlab.com:sub": subject },
                    StringLike: { "gitlab.com:sub": "project_path:acme/api:ref_type:tag:ref:v*" },
                }),
            ),
        ),
        failing(
            "ForAllValues on the audience",
            role(
                allow({
                    StringEquals: { "gitlab.com:project_id": "42", "gitlab.com:sub": subject },
                    "ForAllValues:StringEquals": { "gitlab.com:aud": "https://gitlab.com" },
                }),
            ),
        ),
    ];
}
