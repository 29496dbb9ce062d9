import { failing, passing, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const wanted = "project_path:acme*:ref_type:branch:ref:main";

/** Cases of `trust-subject-namespace`. */
export const trustSubjectNamespaceExamples: PolicyExample[] = [
    passing(
        "an exact subject",
        roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
    ),
    {
        ...passing("a group that the config allows by its text", roleForSubject("StringLike", wanted)),
        config: allowing(wanted),
        alsoReportedBy: ["trust-subject-projects"],
    },
    {
        ...failing("a prefix of a top-level group", roleForSubject("StringLike", wanted)),
        alsoReportedBy: ["trust-subject-projects"],
    },
    {
        ...failing(
            "an allowance for another text",
            roleForSubject("StringLike", "project_path:ac*:ref_type:branch:ref:main"),
        ),
        config: allowing(wanted),
        alsoReportedBy: ["trust-subject-projects"],
    },
    {
        ...failing("any project", roleForSubject("StringLike", "project_path:*:ref_type:branch:ref:main")),
        alsoReportedBy: ["trust-subject-projects"],
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
