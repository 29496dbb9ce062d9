import { allow, failing, passing, role } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const subject = {
    "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main",
    "gitlab.com:project_id": "42",
};
const withAudience = (audience: unknown, operator = "StringEquals") =>
    operator === "StringEquals"
        ? role(allow({ StringEquals: { ...subject, "gitlab.com:aud": audience } }))
        : role(allow({ StringEquals: subject, [operator]: { "gitlab.com:aud": audience } }));
const agreed = {
    "gitlab-issuers": { issuers: [{ url: "https://gitlab.com", audiences: ["aws-production"] }] },
};

/** Cases of `trust-audience`. */
export const trustAudienceExamples: PolicyExample[] = [
    passing("the issuer's own address", withAudience("https://gitlab.com")),
    passing("AWS's usual audience", withAudience("sts.amazonaws.com")),
    { ...passing("the agreed audience", withAudience("aws-production")), config: agreed },
    failing("no condition on the audience", role(allow({ StringEquals: subject }))),
    failing("a slash too many", withAudience("https://gitlab.com/")),
    failing("any audience", withAudience("*", "StringLike")),
    { ...failing("an audience that is not agreed on", withAudience("aws")), config: agreed },
];
