import {
    allow,
    failing,
    gitlabComArn,
    passing,
    role,
    roleForSubject,
    selfManagedArn,
} from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const audience = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };
const safe = allow({
    StringEquals: { ...audience, "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main" },
});
const lambda = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

/** Cases of `trust-subject-required`. */
export const trustSubjectRequiredExamples: PolicyExample[] = [
    passing("an exact subject", role(safe)),
    passing(
        "GitHub's own subject",
        role(
            allow(
                { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
                {
                    Principal: {
                        Federated: gitlabComArn.replace("gitlab.com", "token.actions.githubusercontent.com"),
                    },
                },
            ),
        ),
    ),
    passing("a service role", role(lambda)),
    failing(
        "no condition on the subject",
        role(allow({ StringEquals: { "gitlab.com:aud": "https://gitlab.com" } })),
    ),
    {
        ...failing("no condition at all", role(allow(undefined))),
        alsoReportedBy: ["trust-audience"],
    },
    failing("any subject", roleForSubject("StringLike", "*")),
    failing("a safe statement, then an open one", role(safe, allow({ StringEquals: audience }))),
    failing("a service's statement, then an open one", role(lambda, allow({ StringEquals: audience }))),
    failing(
        "a private instance",
        role(
            allow(
                { StringEquals: { "gitlab.example.com:aud": "https://gitlab.example.com" } },
                { Principal: { Federated: selfManagedArn } },
            ),
        ),
    ),
];
