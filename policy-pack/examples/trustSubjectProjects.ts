import { failing, passing, roleForSubject } from "./exampleResources";
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
        ...passing("a group that the config allows by its text", roleForSubject("StringLike", group)),
        config: { "trust-subject-projects": { allowedSubjects: [allowance] } },
    },
    failing("a group", roleForSubject("StringLike", group)),
    failing(
        "a prefix of a project's name",
        roleForSubject("StringLike", "project_path:acme/web*:ref_type:branch:ref:main"),
    ),
    {
        ...failing("an allowance for another issuer", roleForSubject("StringLike", group)),
        config: {
            "trust-subject-projects": {
                allowedSubjects: [{ ...allowance, issuer: "https://gitlab.example.com" }],
            },
        },
    },
];
