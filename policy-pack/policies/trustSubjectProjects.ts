import { failing, passing, type PolicyCase, roleForSeveral, roleForSubject } from "../cases";
import { broadSubjectPolicy } from "../engine";

/** A subject that more than one project can match. */
export const trustSubjectProjects = broadSubjectPolicy({
    name: "trust-subject-projects",
    displayName: "One project per subject",
    finds: "a subject that more than one project can match",
    description: "A subject names one project.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "List the projects, each to the colon behind its name. A group that is meant as a whole is allowed by a pattern in allowedSubjects.",
    tags: ["trust-policy", "subject"],
    otherFinders: [],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const group = "project_path:acme/*:ref_type:branch:ref:main";
    const allowance = {
        issuer: "https://gitlab.com",
        pattern: group,
        reason: "Read-only, for the whole group.",
    };

    return [
        passing(
            "two projects by name",
            roleForSubject("StringEquals", [
                "project_path:acme/web:ref_type:branch:ref:main",
                "project_path:acme/api:ref_type:branch:ref:main",
            ]),
        ),
        {
            ...passing("a group that the config allows by a pattern", roleForSeveral("StringLike", group)),
            config: { "trust-subject-projects": { allowedSubjects: [allowance] } },
            alsoReportedBy: ["trust-project-identity"],
        },
        {
            ...passing(
                "a prefix within a wider pattern that the config allows",
                roleForSeveral("StringLike", "project_path:acme/web*:ref_type:branch:ref:main"),
            ),
            config: { "trust-subject-projects": { allowedSubjects: [allowance] } },
            alsoReportedBy: ["trust-project-identity"],
        },
        {
            ...failing("a group of which the config allows a part", roleForSeveral("StringLike", group)),
            config: {
                "trust-subject-projects": {
                    allowedSubjects: [
                        { ...allowance, pattern: "project_path:acme/web*:ref_type:branch:ref:main" },
                    ],
                },
            },
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
}
