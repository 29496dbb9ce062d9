import { failing, passing, roleForSeveral, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const group = "project_path:acme/*:ref_type:branch:ref:main";
const allowance = { issuer: "https://gitlab.com", pattern: group, reason: "Read-only, for the whole group." };

/** Cases of `trust-subject-projects`. */
export const trustSubjectProjectsExamples: PolicyExample[] = [
    passing(
        "two projects by name",
        roleForSubject("StringEquals", [
            "project_path:acme/web:ref_type:branch:ref:main",
            "project_path:acme/api:ref_type:branch:ref:main",
        ]),
    ),
    {
        ...passing("a group that the config allows by its text", roleForSeveral("StringLike", group)),
        config: { "trust-subject-projects": { allowedSubjects: [allowance] } },
        alsoReportedBy: ["trust-project-identity"],
    },
    {
        ...failing("a group", roleForSeveral("StringLike", group)),
        alsoReportedBy: ["trust-project-identity"],
    },
    {
        ...failing(
            "a prefix of a project's name",
            roleForSeveral("StringLike", "project_path:acme/web*:ref_type:branch:ref:main"),
        ),
        alsoReportedBy: ["trust-project-identity"],
    },
    {
        ...failing("an allowance for another issuer", roleForSeveral("StringLike", group)),
        config: {
            "trust-subject-projects": {
                allowedSubjects: [{ ...allowance, issuer: "https://gitlab.example.com" }],
            },
        },
        alsoReportedBy: ["trust-project-identity"],
    },
];
