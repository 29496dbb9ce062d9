import { failing, passing, type PolicyCase, roleForSubject } from "../cases";
import { trustRulePolicy } from "../engine";

/** A subject that no GitLab token ever has. */
export const trustSubjectFormat = trustRulePolicy({
    name: "trust-subject-format",
    displayName: "Subjects that GitLab issues",
    finds: "a subject that GitLab never issues",
    description: "A subject is spelt as GitLab issues it.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Write project_path:GROUP/PROJECT:ref_type:branch:ref:NAME, with branch or tag and the short ref.",
    tags: ["trust-policy", "subject"],
    otherFinders: [{ tool: "trajan", share: "from GitLab's side: a project's own subject components" }],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    return [
        passing("a branch", roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main")),
        passing(
            "a subject that leads with the id",
            roleForSubject("StringEquals", "project_id:42:ref_type:branch:ref:main"),
        ),
        passing(
            "a comma in a ref",
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:release,1"),
        ),
        failing("GitHub's grammar", roleForSubject("StringEquals", "repo:acme/web:ref:refs/heads/main")),
        failing(
            "a full ref",
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:refs/heads/main"),
        ),
        failing(
            "a merge request as ref type",
            roleForSubject("StringEquals", "project_path:acme/web:ref_type:mr:ref:1"),
        ),
        failing("no ref", roleForSubject("StringEquals", "project_path:acme/web")),
        failing(
            "a list turned into one text",
            roleForSubject(
                "StringEquals",
                "project_path:acme/web:ref_type:branch:ref:main,acme/api:ref_type:branch:ref:main",
            ),
        ),
    ];
}
