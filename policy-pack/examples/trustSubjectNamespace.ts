import { failing, passing, roleForSeveral, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const wanted = "project_path:acme*:ref_type:branch:ref:main";

/** Cases of `trust-subject-namespace`. */
export const trustSubjectNamespaceExamples: PolicyExample[] = [
    passing(
        "an exact subject",
        roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
    ),
    {
        ...passing("a prefix that the config allows by its text", roleForSeveral("StringLike", wanted)),
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

function allowing(pattern: string): NonNullable<PolicyExample["config"]> {
    const allowance = {
        issuer: "https://gitlab.com",
        pattern,
        reason: "Every group of ours begins with acme.",
    };
    return { "trust-subject-namespace": { allowedSubjects: [allowance] } };
}
