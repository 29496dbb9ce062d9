import { allow, failing, passing, role, roleForSubject, selfManagedArn } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const subject = "project_path:acme/web:ref_type:branch:ref:main";

/** Cases of `trust-project-identity`. */
export const trustProjectIdentityExamples: PolicyExample[] = [
    passing("the project's id beside its path", roleForSubject("StringEquals", subject)),
    passing(
        "a self-managed instance, which has no such key",
        role(
            allow(
                {
                    StringEquals: {
                        "gitlab.example.com:aud": "https://gitlab.example.com",
                        "gitlab.example.com:sub": subject,
                    },
                },
                { Principal: { Federated: selfManagedArn } },
            ),
        ),
    ),
    failing(
        "the path alone",
        role(allow({ StringEquals: { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:sub": subject } })),
    ),
];
