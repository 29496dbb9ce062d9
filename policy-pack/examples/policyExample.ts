/** A role in an example. */
export interface ExampleRole {
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
export interface ExampleRolePolicy {
    kind: "role-policy";
    name: string;
    /** The example's role, whose name in AWS is not known yet; or that name. */
    role: string | { roleName: string };
    document: unknown;
}

/** A managed policy in the stack. */
export interface ExampleManagedPolicy {
    kind: "managed-policy";
    name: string;
    document: unknown;
}

/** An attachment of a managed policy to a role. */
export interface ExampleAttachment {
    kind: "attachment";
    name: string;
    role: string | { roleName: string };
    /** The ARN; or the example's managed policy, whose ARN is not known yet. */
    policy: { arn: string } | { from: string };
}

/** An identity provider in an example. */
export interface ExampleProvider {
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
export interface ExampleOther {
    kind: "other";
    name: string;
    /** The type token, such as `aws:eks/cluster:Cluster`. */
    type: string;
    props?: Record<string, unknown>;
    /** Whether the resource is protected from deletion. Default: no. */
    protect?: boolean;
}

/** A resource of an example, whichever provider package a program would take it from. */
export type ExampleResource =
    | ExampleRole
    | ExampleProvider
    | ExampleRolePolicy
    | ExampleManagedPolicy
    | ExampleAttachment
    | ExampleOther;

/** One case of a policy: resources that it passes, or reports. */
export interface PolicyExample {
    /** What the case is about: `a star under StringEquals`. */
    title: string;
    /** Whether the policy has nothing against it. */
    passes: boolean;
    /** A resource policy judges one resource, a stack policy all of them. */
    resources: ExampleResource[];
    /** Config by policy name. Default: none. */
    config?: Record<string, Record<string, unknown>>;
    /** Other policies that report the same case: a document often has more than one flaw. Default: none. */
    alsoReportedBy?: string[];
}
