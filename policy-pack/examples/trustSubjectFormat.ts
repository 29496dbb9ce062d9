import { failing, passing, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

/** Cases of `trust-subject-format`. */
export const trustSubjectFormatExamples: PolicyExample[] = [
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
