/** The claims of a CI job of the project g/p on main, on gitlab.com: https://docs.gitlab.com/ci/secrets/id_token_authentication/. */
export const claims = {
    iss: "https://gitlab.com",
    aud: "https://gitlab.com",
    sub: "project_path:g/p:ref_type:branch:ref:main",
    project_id: "42",
    project_path: "g/p",
    namespace_id: "7",
    ref: "main",
    ref_protected: "true",
    pipeline_source: "push",
    runner_id: 1,
    runner_environment: "gitlab-hosted",
    exp: 2_000_000_000,
};

/** A condition as a document has it: operator, key, values. */
export type Condition = Record<string, Record<string, unknown>>;

/** A statement for the provider of an issuer, gitlab.com by default. */
export function statement(
    condition: Condition,
    more: Record<string, unknown> = {},
    issuer = "gitlab.com",
): object {
    return {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
        ...more,
    };
}

/** A trust policy with these statements. */
export function policy(...statements: object[]): object {
    return { Version: "2012-10-17", Statement: statements };
}
