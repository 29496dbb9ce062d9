import type { ExampleProvider, ExampleRole, PolicyExample } from "./policyExample";

/** The provider of gitlab.com in the account of the examples. */
export const gitlabComArn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";

/** The provider of a self-managed GitLab in the account of the examples. */
export const selfManagedArn = "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com";

/** A statement that lets tokens of a provider in, by default those of gitlab.com; the members given replace its own. */
export function allow(condition: unknown, members: Record<string, unknown> = {}): Record<string, unknown> {
    return {
        Effect: "Allow",
        Principal: { Federated: gitlabComArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        ...(condition === undefined ? {} : { Condition: condition }),
        ...members,
    };
}

/** A role with the given statements. */
export function role(...statements: unknown[]): ExampleRole {
    return roleWith({ Version: "2012-10-17", Statement: statements });
}

/** A role with the given document. */
export function roleWith(document: unknown): ExampleRole {
    return { kind: "role", name: "deploy", document };
}

/** A role for gitlab.com whose one statement has the right audience, a project id, this condition on `sub`, and more. */
export function roleForSubject(
    operator: string,
    subject: unknown,
    more: Record<string, unknown> = {},
): ExampleRole {
    return roleForSeveral(operator, subject, { "gitlab.com:project_id": "42", ...more });
}

/** The same without a project id, so that the subject alone says which projects are meant. */
export function roleForSeveral(
    operator: string,
    subject: unknown,
    more: Record<string, unknown> = {},
): ExampleRole {
    const guards = { "gitlab.com:aud": "https://gitlab.com", ...more };
    const condition =
        operator === "StringEquals"
            ? { StringEquals: { ...guards, "gitlab.com:sub": subject } }
            : { StringEquals: guards, [operator]: { "gitlab.com:sub": subject } };
    return role(allow(condition));
}

/** An identity provider. */
export function provider(url: string, audiences?: string[]): ExampleProvider {
    return { kind: "provider", name: "gitlab", url, ...(audiences && { audiences }) };
}

/** A case that passes. */
export function passing(title: string, ...resources: PolicyExample["resources"]): PolicyExample {
    return { title, passes: true, resources };
}

/** A case that the policy reports. */
export function failing(title: string, ...resources: PolicyExample["resources"]): PolicyExample {
    return { title, passes: false, resources };
}
