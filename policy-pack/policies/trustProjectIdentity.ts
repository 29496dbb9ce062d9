import { allow, failing, passing, type PolicyCase, role, roleForSubject, selfManagedArn } from "../cases";
import { trustRulePolicy } from "../engine";

/** A gitlab.com project that is known by its path alone. */
export const trustProjectIdentity = trustRulePolicy({
    name: "trust-project-identity",
    displayName: "Stable project identity",
    finds: "a gitlab.com project known by its path alone",
    description: "On gitlab.com a role checks the project's id in addition to its path.",
    level: "advisory",
    severity: "medium",
    effect: "open",
    remediationSteps:
        "Add StringEquals on gitlab.com:project_id, or let the project's subjects lead with project_id: a path can be claimed again by somebody else.",
    tags: ["trust-policy", "subject"],
    otherFinders: [],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const subject = "project_path:acme/web:ref_type:branch:ref:main";

    return [
        passing("the project's id in addition to its path", roleForSubject("StringEquals", subject)),
        passing(
            "a self-managed instance, which has no such key",
            role(
                allow(
                    {
                        StringEquals: {
                            "gitlab.example.com:aud": "https://gitlab.example.com",
                            "gitlab.example.com:sub": subject,
                        },
                    },
                    { Principal: { Federated: selfManagedArn } },
                ),
            ),
        ),
        failing(
            "the path alone",
            role(
                allow({
                    StringEquals: { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": subject },
                }),
            ),
        ),
    ];
}
