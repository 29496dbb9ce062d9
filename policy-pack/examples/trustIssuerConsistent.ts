import { allow, failing, gitlabComArn, passing, role, selfManagedArn } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const guards = (issuer: string, projectId = {}) => ({
    StringEquals: {
        [`${issuer}:aud`]: `https://${issuer}`,
        [`${issuer}:sub`]: "project_path:acme/web:ref_type:branch:ref:main",
        ...projectId,
    },
});
const gitlabComGuards = guards("gitlab.com", { "gitlab.com:project_id": "42" });

/** Cases of `trust-issuer-consistent`. */
export const trustIssuerConsistentExamples: PolicyExample[] = [
    passing("gitlab.com", role(allow(gitlabComGuards))),
    passing(
        "a self-managed instance",
        role(allow(guards("gitlab.example.com"), { Principal: { Federated: selfManagedArn } })),
    ),
    passing(
        "two instances, a statement for each",
        role(
            allow(gitlabComGuards),
            allow(guards("gitlab.example.com"), { Principal: { Federated: selfManagedArn } }),
        ),
    ),
    failing(
        "keys of gitlab.com at another provider",
        role(allow(gitlabComGuards, { Principal: { Federated: selfManagedArn } })),
    ),
    failing(
        "an ARN with a scheme",
        role(
            allow(gitlabComGuards, {
                Principal: { Federated: gitlabComArn.replace("gitlab.com", "https://gitlab.com") },
            }),
        ),
    ),
];
