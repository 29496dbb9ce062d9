import { role } from "../../policy-pack/cases";
import { type ModuleCase, trust } from "./moduleCase";

/** Roles for GitLab as modules and GitLab's own documentation show them where they are right: advice at most. */
export const gitlabModules: ModuleCase[] = [
    {
        source: "appvia/terraform-aws-oidc: a protected branch of one project",
        role: role(
            trust("gitlab.com", {
                StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
                StringLike: { "gitlab.com:sub": ["project_path:acme/web:ref_type:branch:ref:main"] },
            }),
        ),
        advice: ["trust-project-identity"],
    },
    {
        source: "mariansmolii/terraform-aws-gitlab-oidc, with the audience that it leaves out",
        role: role(
            trust("gitlab.com", {
                StringEquals: { "gitlab.com:aud": "sts.amazonaws.com" },
                StringLike: {
                    "gitlab.com:sub": [
                        "project_path:acme/web:ref_type:branch:ref:main",
                        "project_path:acme/web:ref_type:branch:ref:release/*",
                    ],
                },
            }),
        ),
        advice: ["trust-project-identity"],
    },
    {
        source: "schubergphilis/terraform-aws-mcaf-oidc: any value of one",
        role: role(
            trust("gitlab.com", {
                StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
                "ForAnyValue:StringLike": {
                    "gitlab.com:sub": ["project_path:acme/web:ref_type:branch:ref:main"],
                },
            }),
        ),
        advice: ["trust-project-identity"],
    },
    {
        source: "saidsef/terraform-aws-gitlab-oidc, with exact refs, on a self-managed instance",
        role: role(
            trust("gitlab.example.com", {
                StringEquals: {
                    "gitlab.example.com:aud": "https://gitlab.example.com",
                    "gitlab.example.com:sub": "project_path:acme/web:ref_type:branch:ref:main",
                },
            }),
        ),
    },
    {
        source: "GitLab's documentation on AWS: every branch of a project, with its id and protected refs",
        role: role(
            trust("gitlab.com", {
                StringEquals: {
                    "gitlab.com:aud": "https://gitlab.com",
                    "gitlab.com:project_id": "42",
                    "gitlab.com:ref_protected": "true",
                },
                StringLike: { "gitlab.com:sub": "project_path:acme/web:ref_type:branch:ref:*" },
            }),
        ),
    },
];
