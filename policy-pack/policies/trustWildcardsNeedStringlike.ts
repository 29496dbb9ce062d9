import { failing, passing, type PolicyCase, roleForSubject } from "../cases";
import { trustRulePolicy } from "../engine";

/** A star or question mark where an operator compares it literally. */
export const trustWildcardsNeedStringlike = trustRulePolicy({
    name: "trust-wildcards-need-stringlike",
    displayName: "Wildcards need StringLike",
    finds: "a wildcard below an operator that compares it literally",
    description: "A wildcard stands below an operator that reads it as one.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Write the exact value. Where a wildcard is really meant, judge its scope first, and then move it to a statement of its own below StringLike.",
    tags: ["trust-policy", "operator"],
    otherFinders: [
        { tool: "IAM Access Analyzer", share: "as a general warning" },
        { tool: "TrustEdge", share: "for any issuer" },
    ],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    return [
        passing(
            "a pattern under StringLike",
            roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:release/*", {
                "gitlab.com:ref_protected": "true",
            }),
        ),
        passing(
            "an exact value under StringLike",
            roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:main"),
        ),
        failing("a star under StringEquals", roleForSubject("StringEquals", "project_path:acme/web:*")),
        failing(
            "a question mark under StringEquals",
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:tag:ref:v?.0"),
        ),
        failing(
            "an exact value, then a star",
            roleForSubject("StringEquals", [
                "project_path:acme/web:ref_type:branch:ref:main",
                "project_path:acme/web:*",
            ]),
        ),
    ];
}
