/** A statement of AWS's samples, and who gets in under it by a role that accepts every token of gitlab.com. */
export interface SampleStatement {
    title: string;
    statement: Record<string, unknown>;
    /** Per kind of token, whether it is denied. */
    denied: Record<keyof typeof tokens, boolean>;
}

const claims = (sub: string, more: Record<string, string> = {}): Record<string, unknown> => ({
    iss: "https://gitlab.com",
    aud: "https://gitlab.com",
    sub,
    project_id: "42",
    namespace_id: "7",
    ref_protected: "true",
    ...more,
});

const ref = "ref_type:branch:ref:main";

/** Tokens in both forms of subject: of the organization, of a stranger, and of other issuers. */
export const tokens = {
    ownByPath: claims(`project_path:mygroup/web:${ref}`),
    ownById: claims(`project_id:42:${ref}`),
    strangerByPath: claims(`project_path:stranger/web:${ref}`, { project_id: "9", namespace_id: "9" }),
    strangerById: claims(`project_id:9:${ref}`, { project_id: "9", namespace_id: "9" }),
    selfManaged: { ...claims(`project_path:mygroup/web:${ref}`), iss: "https://gitlab.example.com" },
    github: {
        iss: "https://token.actions.githubusercontent.com",
        aud: "sts.amazonaws.com",
        sub: "repo:octo/app:ref:refs/heads/main",
    },
};

const none = {
    ownByPath: false,
    ownById: false,
    strangerByPath: false,
    strangerById: false,
    selfManaged: false,
    github: false,
};

const deny = { Effect: "Deny", Principal: "*", Action: "sts:AssumeRoleWithWebIdentity", Resource: "*" };

/**
 * What AWS publishes for GitLab, with its placeholders filled in. Sources, read 2026-11:
 * https://github.com/aws-samples/resource-control-policy-examples (MIT-0), "Limit-access-to-trusted-OIDC-identity-providers";
 * https://github.com/aws-samples/data-perimeter-policy-examples, "identity_perimeter_rcp.json", described in words of our own.
 */
export const samples: readonly SampleStatement[] = [
    {
        title: "Shared-Issuers.json, EnforceTrustedOIDCTenantGitLabCLoud",
        statement: {
            ...deny,
            Sid: "EnforceTrustedOIDCTenantGitLabCLoud",
            Condition: {
                StringNotLikeIfExists: { "gitlab.com:sub": "project_path:mygroup/*" },
                Null: { "gitlab.com:sub": "false" },
            },
        },
        denied: {
            ...none,
            // The form that GitLab recommends where a path may be claimed again.
            ownById: true,
            strangerByPath: true,
            strangerById: true,
        },
    },
    {
        title: "the same as it is published, with the placeholder",
        statement: {
            ...deny,
            Condition: {
                StringNotLikeIfExists: { "gitlab.com:sub": "project_path:<mygroup>/*" },
                Null: { "gitlab.com:sub": "false" },
            },
        },
        denied: {
            ...none,
            ownByPath: true,
            ownById: true,
            strangerByPath: true,
            strangerById: true,
        },
    },
    {
        title: "Deny-built-in-web-identity-providers.json",
        statement: {
            ...deny,
            Condition: {
                StringEquals: {
                    "aws:federatedProvider": [
                        "accounts.google.com",
                        "graph.facebook.com",
                        "cognito-identity.amazonaws.com",
                        "www.amazon.com",
                    ],
                },
            },
        },
        denied: none,
    },
    {
        title: "identity_perimeter_rcp.json, one tenant of one provider, compared exactly",
        statement: {
            ...deny,
            Condition: {
                StringNotEqualsIfExists: {
                    "gitlab.com:sub": `project_path:mygroup/web:${ref}`,
                    "aws:ResourceTag/dp:exclude:identity": "true",
                },
                Null: { "gitlab.com:sub": "false" },
            },
        },
        denied: { ...none, ownById: true, strangerByPath: true, strangerById: true },
    },
    {
        title: "identity_perimeter_rcp.json, trusted providers only",
        statement: {
            ...deny,
            Condition: { Null: { "gitlab.com:sub": "true", "gitlab.example.com:sub": "true" } },
        },
        denied: {
            ...none,
            // It says nothing of the tenant.
            github: true,
        },
    },
    {
        title: "identity_perimeter_rcp.json, the confused deputy of services",
        statement: {
            ...deny,
            Action: ["s3:*", "sts:*", "kms:*"],
            Condition: {
                StringNotEqualsIfExists: {
                    "aws:SourceOrgID": "o-example",
                    "aws:ResourceTag/dp:exclude:identity": "true",
                },
                Null: { "aws:SourceAccount": "false" },
                Bool: { "aws:PrincipalIsAWSService": "true" },
            },
        },
        denied: none,
    },
];
