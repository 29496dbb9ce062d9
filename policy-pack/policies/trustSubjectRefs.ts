import { failing, passing, type PolicyCase, roleForSubject } from "../cases";
import { broadSubjectPolicy } from "../engine";

/** A subject that any ref, or more refs than meant, can match. */
export const trustSubjectRefs = broadSubjectPolicy({
    name: "trust-subject-refs",
    displayName: "Guarded refs",
    finds: "a subject that any ref, or more refs than meant, can match",
    description: "A subject names the refs that may assume the role, and those are protected in GitLab.",
    level: "advisory",
    severity: "medium",
    effect: "open",
    remediationSteps:
        "Name the branch, or a pattern with a delimiter such as release/* that is protected in GitLab. On gitlab.com, add gitlab.com:ref_protected.",
    tags: ["trust-policy", "subject", "ref"],
    otherFinders: [{ tool: "trajan", share: "from GitLab's side: which refs are protected" }],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    return [
        passing(
            "one branch",
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main"),
        ),
        passing(
            "any branch, where it must be protected",
            roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:*", {
                "gitlab.com:ref_protected": "true",
            }),
        ),
        failing("any branch", roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:*")),
        failing("any ref of any type", roleForSubject("StringLike", "project_path:acme/web:*")),
        failing(
            "a prefix without delimiter",
            roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:main*"),
        ),
    ];
}
