import { allow, failing, passing, role, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const subject = "project_path:acme/web:ref_type:branch:ref:main";
const guards = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };

/** Cases of `trust-operators-effective`. */
export const trustOperatorsEffectiveExamples: PolicyExample[] = [
    passing("StringEquals", roleForSubject("StringEquals", subject)),
    passing("ForAnyValue on a single value", roleForSubject("ForAnyValue:StringLike", subject)),
    passing(
        "an exclusion beside a positive condition",
        role(
            allow({
                StringEquals: { ...guards, "gitlab.com:sub": subject },
                StringNotLike: { "gitlab.com:sub": "*:ref_type:tag:*" },
            }),
        ),
    ),
    failing("an exclusion alone", roleForSubject("StringNotLike", "*:ref_type:tag:*")),
    failing(
        "exact and wildcard subjects in one statement",
        role(
            allow({
                StringEquals: { ...guards, "gitlab.com:sub": subject },
                StringLike: { "gitlab.com:sub": "project_path:acme/api:ref_type:tag:ref:v*" },
            }),
        ),
    ),
    failing(
        "ForAllValues on the audience",
        role(
            allow({
                StringEquals: { "gitlab.com:project_id": "42", "gitlab.com:sub": subject },
                "ForAllValues:StringEquals": { "gitlab.com:aud": "https://gitlab.com" },
            }),
        ),
    ),
];
