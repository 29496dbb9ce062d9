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
    /** Where the program makes it, as its SDK says: an absolute file, and a line from 1. */
    source?: { file: string; line: number };
}

/** How much a message of the program matters; an `error` fails the run. */
export type MessageSeverity = "info" | "warning" | "error";

/** Something the program said while it ran: a log line, a print, or the error that ended it. */
export interface ProgramMessage {
    severity: MessageSeverity;
    text: string;
    /** URN of the resource it concerns. */
    urn?: string;
}

/** A provider function that the program called, and what it was told in place of an answer from the cloud. */
export interface AnsweredCall {
    /** Function token, such as `aws:index/getCallerIdentity:getCallerIdentity`. */
    token: string;
    /**
     * `placeholder`: a marked stand-in; `config`: what the stack's config says; `given`: from the user's answers;
     * `unanswered`: the program was told that nobody can know offline.
     */
    source: "placeholder" | "config" | "given" | "unanswered";
    result: Record<string, unknown>;
}

/** What one run of a program in preview mode would have done. */
export interface ProgramPlan {
    /** In the order of registration; the stack itself comes first. */
    resources: PlannedResource[];
    /** The stack outputs, serialized; empty where the program failed. */
    outputs: SerializedProperties;
    calls: AnsweredCall[];
    messages: ProgramMessage[];
    /** Whether the program ran to its end without an error. */
    completed: boolean;
}

/** The type of the resource that stands for the stack itself. */
export const stackType = "pulumi:pulumi:Stack";

/** The type of a look-up of another stack's outputs. */
export const stackReferenceType = "pulumi:pulumi:StackReference";

/** The parts of a URN that the preview shows. */
interface UrnParts {
    stack: string;
    project: string;
    /** The types of all ancestors but the stack, and its own, from the outermost on. */
    typeChain: string[];
    name: string;
}

/**
 * The URN that the engine gives a resource: its ancestors' types but the stack's are part of it. The SDK's mock runtime
 * keeps the parent's type only, so two resources that differ in their grandparents would be one.
 * Source: pulumi/pulumi, sdk/go/common/resource/urn/urn.go.
 */
export function resourceUrn(
    scope: { stack: string; project: string },
    parent: string | undefined,
    type: string,
    name: string,
): string {
    const parentTypes = parent === undefined ? [] : parseUrn(parent).typeChain;
    const typeChain = [...parentTypes.filter((parentType) => parentType !== stackType), type];
    return `urn:pulumi:${scope.stack}::${scope.project}::${typeChain.join("$")}::${name}`;
}

/** Reads a URN. A name may contain `::`; nothing before it does. */
export function parseUrn(urn: string): UrnParts {
    const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { stack, project, typeChain: types.split("$"), name: name.join("::") };
}

/** What stands in the output for a value that is not known before the deployment. */
export const unknownMark = "[unknown]";

/** What stands in the output for a secret. */
export const secretMark = "[secret]";

/**
 * A serialized value as it may be shown: secrets and unknowns become marks, files and resources a short text. A text that
 * an unknown was built into shows the mark in its place.
 */
export function shownValue(value: unknown): unknown {
    if (typeof value === "string") return value.replaceAll(unknownValue, unknownMark);
    if (Array.isArray(value)) return value.map(shownValue);
    if (typeof value !== "object" || value === null) return value;
    const members = value as Record<string, unknown>;
    if (members[secretSignature.key] === secretSignature.value) return secretMark;
    if (typeof members[secretSignature.key] === "string") {
        const { path, text, uri, urn } = members;
        if (urn !== undefined) return urn;
        return path !== undefined || uri !== undefined
            ? `[file ${String(path ?? uri)}]`
            : (text ?? "[archive]");
    }
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, shownValue(member)]));
}

/** A serialized value for analysis: with secrets opened, never to be printed. Unknowns stay as they are. */
export function openedValue(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(openedValue);
    if (typeof value !== "object" || value === null) return value;
    const members = value as Record<string, unknown>;
    if (members[secretSignature.key] === secretSignature.value) return openedValue(members["value"]);
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, openedValue(member)]));
}

/** Whether a serialized value is unknown, or holds an unknown at any depth. */
export function holdsUnknown(value: unknown): boolean {
    if (typeof value === "string") return value.includes(unknownValue);
    return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}
