import { failing, passing, type PolicyCase, roleForSeveral, roleForSubject } from "../cases";
import { broadSubjectPolicy } from "../engine";

/** A wildcard before the end of the top-level group. */
export const trustSubjectNamespace = broadSubjectPolicy({
    name: "trust-subject-namespace",
    displayName: "No strangers",
    finds: "a wildcard before the end of the top-level group: strangers match",
    description: "A subject begins with a literal top-level group, so that nobody outside it can match.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Write the whole top-level group and the slash behind it before the first wildcard: project_path:GROUP/...",
    tags: ["trust-policy", "subject"],
    otherFinders: [{ tool: "TrustEdge", share: "without GitLab's grammar" }],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const wanted = "project_path:acme*:ref_type:branch:ref:main";

    return [
        passing(
            "an exact subject",
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
        ),
        {
            ...passing("a prefix that the config allows by a pattern", roleForSeveral("StringLike", wanted)),
            config: allowing(wanted),
        },
        failing("a prefix of a top-level group", roleForSeveral("StringLike", wanted)),
        {
            ...failing(
                "an allowance for another text",
                roleForSeveral("StringLike", "project_path:ac*:ref_type:branch:ref:main"),
            ),
            config: allowing(wanted),
        },
        failing("any project", roleForSeveral("StringLike", "project_path:*:ref_type:branch:ref:main")),
        {
            ...failing(
                "an exact value, then any project",
                roleForSeveral("StringLike", [
                    "project_path:acme/web:ref_type:branch:ref:main",
                    "project_path:*:ref_type:branch:ref:main",
                ]),
            ),
            alsoReportedBy: ["trust-project-identity"],
        },
    ];

    function allowing(pattern: string): NonNullable<PolicyCase["config"]> {
        const allowance = {
            issuer: "https://gitlab.com",
            pattern,
            reason: "Every group of ours begins with acme.",
        };
        return { "trust-subject-namespace": { allowedSubjects: [allowance] } };
    }
}
