import { allow, failing, gitlabComArn, passing, type PolicyCase, role, selfManagedArn } from "../cases";
import { trustRulePolicy } from "../engine";

/** Principal and condition keys that belong to different issuers, or to another account. */
export const trustIssuerConsistent = trustRulePolicy({
    name: "trust-issuer-consistent",
    displayName: "One issuer per statement",
    finds: "principal and condition keys of different issuers, or of another account",
    description:
        "The principal and the condition keys of a statement name the same issuer, of the role's own account.",
    level: "mandatory",
    severity: "high",
    effect: "mixed",
    remediationSteps:
        "Write the keys with the host and path that the provider's ARN ends in, and one statement per issuer.",
    tags: ["trust-policy", "issuer"],
    otherFinders: [],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const guards = (issuer: string, projectId = {}) => ({
        StringEquals: {
            [`${issuer}:aud`]: `https://${issuer}`,
            [`${issuer}:sub`]: "project_path:acme/web:ref_type:branch:ref:main",
            ...projectId,
        },
    });
    const gitlabComGuards = guards("gitlab.com", { "gitlab.com:project_id": "42" });

    return [
        passing("gitlab.com", role(allow(gitlabComGuards))),
        passing(
            "a self-managed instance",
            role(allow(guards("gitlab.example.com"), { Principal: { Federated: selfManagedArn } })),
        ),
        passing(
            "two instances, a statement for each",
            role(
                allow(gitlabComGuards),
                allow(guards("gitlab.example.com"), { Principal: { Federated: selfManagedArn } }),
            ),
        ),
        failing(
            "keys of gitlab.com at another provider",
            role(allow(gitlabComGuards, { Principal: { Federated: selfManagedArn } })),
        ),
        failing(
            "an ARN with a scheme",
            role(
                allow(gitlabComGuards, {
                    Principal: { Federated: gitlabComArn.replace("gitlab.com", "https://gitlab.com") },
                }),
            ),
        ),
    ];
}
