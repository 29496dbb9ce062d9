/** What the SDK writes where a value is not known before the deployment. Source: `unknownValue` in `@pulumi/pulumi/runtime/rpc`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key and the value that mark a secret in serialized properties. Source: `@pulumi/pulumi/runtime/rpc`. */
export const secretSignature = {
    key: "4dabf18193072939515e22adb298388d",
    value: "1b47061264138c4ac30d75fd1eb44270",
} as const;

/** A resource's properties as the SDK serializes them: JSON values, with unknowns, secrets and assets as marked values. */
export type SerializedProperties = Record<string, unknown>;

/** An earlier identity of a resource: its whole URN, or what differs from today's. */
export interface PlannedAlias {
    urn?: string;
    name?: string;
    type?: string;
    stack?: string;
    project?: string;
    parentUrn?: string;
    noParent?: boolean;
}

/** The resource options that matter to a reader or a policy. An option that the program did not set is absent. */
export interface PlannedOptions {
    protect?: boolean;
    retainOnDelete?: boolean;
    deleteBeforeReplace?: boolean;
    ignoreChanges?: string[];
    replaceOnChanges?: string[];
    additionalSecretOutputs?: string[];
    /** The URN of the resource whose deletion makes deleting this one unnecessary. */
    deletedWith?: string;
    /** The physical id that an existing resource is imported by. */
    importId?: string;
    /** Go duration texts such as `10m`. */
    customTimeouts?: { create?: string; update?: string; delete?: string };
    /** The provider plugin's version that the SDK asks for. */
    version?: string;
}

/** One resource as the program registered it: what the engine would have received. */
export interface PlannedResource {
    urn: string;
    /** Type token, such as `aws:iam/role:Role`. */
    type: string;
    name: string;
    /** URN of the parent; absent for the stack itself. */
    parent?: string;
    /** Managed by a provider; `false` for components and the stack. */
    custom: boolean;
    /** Looked up by the program (`Role.get`, a stack reference), not managed by this stack. */
    read: boolean;
    inputs: SerializedProperties;
    /** URNs, explicit and implicit ones together. */
    dependencies: string[];
    /** Per input: URNs of what its value comes from. */
    propertyDependencies: Record<string, string[]>;
    aliases: PlannedAlias[];
    /** `URN::ID` of an explicit provider. Absent: the package's default provider. */
    provider?: string;
    /** Package name -> `URN::ID`, what a component hands to its children. */
    providers: Record<string, string>;
    options: PlannedOptions;
}
