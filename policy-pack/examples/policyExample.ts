/** A role in an example. */
export interface ExampleRole {
    kind: "role";
    name: string;
    /** The trust policy: an object that is written as JSON, or the text itself. */
    document: unknown;
    /** Names of the example's resources that the document comes from; with them it is unknown. */
    unknownFrom?: string[];
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
}

/** A resource of an example, whichever provider package a program would take it from. */
export type ExampleResource = ExampleRole | ExampleProvider | ExampleOther;

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
