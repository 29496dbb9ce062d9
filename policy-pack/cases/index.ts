/** A role in an example. */
export interface CaseRole {
    kind: "role";
    name: string;
    /** The trust policy: an object that is written as JSON, or the text itself. */
    document: unknown;
    /** Names of the example's resources that the document comes from; with them it is unknown. */
    unknownFrom?: string[];
    /** The role's name in AWS. Left out where AWS makes one up. */
    roleName?: string;
    managedPolicyArns?: string[];
    /** Permission policies among the role's own inputs, by name. */
    inlinePolicies?: Record<string, unknown>;
    permissionsBoundary?: string;
    /** In seconds. */
    maxSessionDuration?: number;
}

/** An inline policy of a role that is a resource of its own. */
export interface CaseRolePolicy {
    kind: "role-policy";
    name: string;
    /** The example's role, whose name in AWS is not known yet; or that name. */
    role: string | { roleName: string };
    document: unknown;
}

/** A managed policy in the stack. */
export interface CaseManagedPolicy {
    kind: "managed-policy";
    name: string;
    document: unknown;
}

/** An attachment of a managed policy to a role. */
export interface CaseAttachment {
    kind: "attachment";
    name: string;
    role: string | { roleName: string };
    /** The ARN; or the example's managed policy, whose ARN is not known yet. */
    policy: { arn: string } | { from: string };
}

/** A policy of the organization in an example. */
export interface CaseOrganizationPolicy {
    kind: "organization-policy";
    name: string;
    /** What AWS calls the kind; left out where the program leaves it out. */
    type?: "RESOURCE_CONTROL_POLICY" | "SERVICE_CONTROL_POLICY";
    document: unknown;
    /** Whether the document is unknown. Default: no. */
    isUnknown?: boolean;
}

/** An identity provider in an example. */
export interface CaseProvider {
    kind: "provider";
    name: string;
    /** Left out where it is unknown. */
    url?: string;
    /** Default: no audience. */
    audiences?: string[];
    /** Names of the example's resources that the URL comes from. */
    urlFrom?: string[];
}

/** Any other resource of an example. */
export interface CaseOther {
    kind: "other";
    name: string;
    /** The type token, such as `aws:eks/cluster:Cluster`. */
    type: string;
    props?: Record<string, unknown>;
    /** Whether the resource is protected from deletion. Default: no. */
    protect?: boolean;
}

/** A resource of an example, whichever provider package a program would take it from. */
export type CaseResource =
    | CaseRole
    | CaseProvider
    | CaseRolePolicy
    | CaseManagedPolicy
    | CaseAttachment
    | CaseOrganizationPolicy
    | CaseOther;

/** One case of a policy: resources that it passes, or reports. */
export interface PolicyCase {
    /** What the case is about: `a star under StringEquals`. */
    title: string;
    /** Whether the policy has nothing against it. */
    passes: boolean;
    /** A resource policy judges one resource, a stack policy all of them. */
    resources: CaseResource[];
    /** Config by policy name. Default: none. */
    config?: Record<string, Record<string, unknown>>;
    /** Other policies that report the same case: a document often has more than one flaw. Default: none. */
    alsoReportedBy?: string[];
}

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
export function role(...statements: unknown[]): CaseRole {
    return roleWith({ Version: "2012-10-17", Statement: statements });
}

/** A role with the given document. */
export function roleWith(document: unknown): CaseRole {
    return { kind: "role", name: "deploy", document };
}

/** A role for gitlab.com whose one statement has the right audience, a project id, this condition on `sub`, and more. */
export function roleForSubject(
    operator: string,
    subject: unknown,
    more: Record<string, unknown> = {},
): CaseRole {
    return roleForSeveral(operator, subject, { "gitlab.com:project_id": "42", ...more });
}

/** The same without a project id, so that the subject alone says which projects are meant. */
export function roleForSeveral(
    operator: string,
    subject: unknown,
    more: Record<string, unknown> = {},
): CaseRole {
    const guards = { "gitlab.com:aud": "https://gitlab.com", ...more };
    const condition =
        operator === "StringEquals"
            ? { StringEquals: { ...guards, "gitlab.com:sub": subject } }
            : { StringEquals: guards, [operator]: { "gitlab.com:sub": subject } };
    return role(allow(condition));
}

/** An identity provider. */
export function provider(url: string, audiences?: string[]): CaseProvider {
    return { kind: "provider", name: "gitlab", url, ...(audiences && { audiences }) };
}

/** A case that passes. */
export function passing(title: string, ...resources: PolicyCase["resources"]): PolicyCase {
    return { title, passes: true, resources };
}

/** A case that the policy reports. */
export function failing(title: string, ...resources: PolicyCase["resources"]): PolicyCase {
    return { title, passes: false, resources };
}

/** AWS's own policy that allows everything. */
export const administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Allows everything. */
export const everything = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** Allows reading one bucket. */
export const readOneBucket = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-web/*" }],
};

/** A permission policy with one Allow statement; the members given replace its own. */
export function allowing(
    Action: string | string[],
    Resource: string | string[],
    members: Record<string, unknown> = {},
): { Version: string; Statement: Record<string, unknown>[] } {
    return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource, ...members }] };
}
