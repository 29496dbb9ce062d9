import { failing, passing, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

/** Cases of `trust-wildcards-need-stringlike`. */
export const trustWildcardsNeedStringlikeExamples: PolicyExample[] = [
    passing(
        "a pattern under StringLike",
        roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:release/*", {
            "gitlab.com:ref_protected": "true",
        }),
    ),
    passing(
        "an exact value under StringLike",
        roleForSubject("StringLike", "project_path:acme/web:ref_type:branch:ref:main"),
    ),
    failing("a star under StringEquals", roleForSubject("StringEquals", "project_path:acme/web:*")),
    failing(
        "a question mark under StringEquals",
        roleForSubject("StringEquals", "project_path:acme/web:ref_type:tag:ref:v?.0"),
    ),
    failing(
        "an exact value, then a star",
        roleForSubject("StringEquals", [
            "project_path:acme/web:ref_type:branch:ref:main",
            "project_path:acme/web:*",
        ]),
    ),
];
