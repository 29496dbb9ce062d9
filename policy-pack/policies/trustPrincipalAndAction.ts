import { allow, failing, passing, type PolicyCase, role } from "../cases";
import { trustRulePolicy } from "../engine";

/** A principal or an action that is wider than GitLab tokens, or that takes none. */
export const trustPrincipalAndAction = trustRulePolicy({
    name: "trust-principal-and-action",
    displayName: "Principal and action of a trust policy",
    finds: "a principal or action wider than GitLab's tokens, or one that takes none",
    description: "A statement for web identities names one provider and the one action that takes tokens.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "Name the provider's ARN below Principal.Federated and sts:AssumeRoleWithWebIdentity below Action.",
    tags: ["trust-policy", "principal"],
    otherFinders: [
        { tool: "IAM Access Analyzer", share: "NotPrincipal and the wrong action" },
        { tool: "checkov", share: "the principal * alone" },
    ],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const guards = {
        StringEquals: {
            "gitlab.com:aud": "https://gitlab.com",
            "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main",
            "gitlab.com:project_id": "42",
        },
    };

    return [
        passing("one provider and the action for tokens", role(allow(guards))),
        passing(
            "a user's role in the same document",
            role(allow(guards), {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::123456789012:root" },
                Action: "sts:AssumeRole",
            }),
        ),
        failing("every action of STS", role(allow(guards, { Action: "sts:*" }))),
        failing("the action for users", role(allow(guards, { Action: "sts:AssumeRole" }))),
        failing("any provider", role(allow(guards, { Principal: { Federated: "*" } }))),
    ];
}
