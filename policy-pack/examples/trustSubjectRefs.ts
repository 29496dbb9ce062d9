import { failing, passing, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

/** Cases of `trust-subject-refs`. */
export const trustSubjectRefsExamples: PolicyExample[] = [
    passing("one branch", roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main")),
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
