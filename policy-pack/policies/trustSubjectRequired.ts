import {
    allow,
    failing,
    gitlabComArn,
    passing,
    type PolicyCase,
    role,
    roleForSubject,
    selfManagedArn,
} from "../cases";
import { trustRulePolicy } from "../engine";

/** A missing or meaningless condition on the subject. */
export const trustSubjectRequired = trustRulePolicy({
    name: "trust-subject-required",
    displayName: "Subject in a trust policy",
    finds: "a missing or meaningless condition on the subject",
    description: "Every statement that lets GitLab in says which projects it is for.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Add a condition on HOST:sub that begins with a literal project_path:GROUP/PROJECT: (or project_id:ID:). Without one, every project of the instance can assume the role; of gitlab.com, every project in the world.",
    tags: ["trust-policy", "subject"],
    otherFinders: [
        { tool: "IAM API", share: "a missing sub on gitlab.com, at the deployment" },
        { tool: "Datadog", share: "a missing sub, on live accounts" },
        { tool: "cloud-audit", share: "a missing sub, on live accounts" },
        { tool: "TrustEdge", share: "missing, and nothing but wildcards" },
        { tool: "checkov", share: "for GitHub's issuer alone" },
    ],
    cases,
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const audience = { "gitlab.com:aud": "https://gitlab.com", "gitlab.com:project_id": "42" };
    const safe = allow({
        StringEquals: { ...audience, "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:main" },
    });
    const lambda = {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
    };

    return [
        passing("an exact subject", role(safe)),
        passing(
            "GitHub's own subject",
            role(
                allow(
                    { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
                    {
                        Principal: {
                            Federated: gitlabComArn.replace(
                                "gitlab.com",
                                "token.actions.githubusercontent.com",
                            ),
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
}
