/** The type of the resource that stands for the stack itself. */
export const stackType = "pulumi:pulumi:Stack";

/** The type of a look-up of another stack's outputs. */
export const stackReferenceType = "pulumi:pulumi:StackReference";

/** The parts of a URN that the preview shows. */
export interface UrnParts {
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
