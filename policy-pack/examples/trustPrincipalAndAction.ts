import { allow, failing, passing, role } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const guards = {
    StringEquals: {
        "gitlab.com:aud": "https://gitlab.com",
        "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main",
        "gitlab.com:project_id": "42",
    },
};

/** Cases of `trust-principal-and-action`. */
export const trustPrincipalAndActionExamples: PolicyExample[] = [
    passing("one provider and the action for tokens", role(allow(guards))),
    passing(
        "a user's role in the same document",
        role(allow(guards), {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::123456789012:root" },
            Action: "sts:AssumeRole",
        }),
    ),
    failing("every action of STS", role(allow(guards, { Action: "sts:*" }))),
    failing("the action for users", role(allow(guards, { Action: "sts:AssumeRole" }))),
    failing("any provider", role(allow(guards, { Principal: { Federated: "*" } }))),
];
