import type { PolicyResource } from "@pulumi/policy";
import { memberPath } from "../../trust/problem";

/** A resource's value as far as it is known at this moment. */
export interface Known {
    /** A plain copy without the SDK's proxies. Unknown members and elements are there, as undefined, and so is the whole when it is unknown. */
    value: unknown;
    /** JSON paths, within the resource's properties, of what is not known yet. Empty when everything is. */
    unknownPaths: string[];
}

/**
 * Reads a value that may hold unknowns, to any depth: `known(() => props.assumeRolePolicy, "assumeRolePolicy")`.
 * The SDK throws on each access to an unknown, and one that escapes turns a mandatory policy into an advisory "can't run
 * during preview". Other exceptions pass through.
 */
export function known(read: () => unknown, path: string): Known {
    const unknownPaths: string[] = [];
    const value = copy(read, path, unknownPaths);
    return { value: withoutSymbol(value), unknownPaths };
}

/**
 * Whether an exception is the SDK's complaint about an unknown. By its shape: the class is not exported with a type, and
 * a second copy of the SDK would have a class of its own.
 */
export function isUnknownValueError(error: unknown): boolean {
    return (
        error instanceof Error &&
        "unknownTypeSentinel" in error &&
        typeof error.unknownTypeSentinel === "string" &&
        "props" in error &&
        Array.isArray(error.props)
    );
}

/** Stands for a value that is not known yet where the SDK has no proxy: inside a template, for instance. \`known\` reads it so. */
export const notKnown = Symbol("not known yet");

function withoutSymbol(value: unknown): unknown {
    return value === notKnown ? undefined : value;
}

function copy(read: () => unknown, path: string, unknownPaths: string[]): unknown {
    let value: unknown;
    try {
        value = read();
    } catch (error) {
        if (!isUnknownValueError(error)) throw error;
        unknownPaths.push(path);
        return notKnown;
    }
    if (value === notKnown) {
        unknownPaths.push(path);
        return notKnown;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
        const list = value;
        return Array.from({ length: list.length }, (_, index) =>
            withoutSymbol(copy(() => list[index] as unknown, memberPath(path, index), unknownPaths)),
        );
    }
    const members = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(members)) {
        const member = copy(() => members[key], memberPath(path, key), unknownPaths);
        // An assignment to "__proto__" would change the copy's prototype and lose the member.
        Object.defineProperty(result, key, {
            value: withoutSymbol(member),
            enumerable: true,
            writable: true,
            configurable: true,
        });
    }
    return result;
}

/** What an input names: roles by name or ARN, policies by ARN. */
export interface Reference {
    /** The texts that are known. */
    texts: string[];
    /** Where something is not known yet: the resources that the input's value comes from. */
    resources: PolicyResource[];
}

/** Reads an input that names one thing, or a list of them. An unknown part is answered by the stack's dependencies. */
export function referenceIn(resource: PolicyResource, key: string): Reference {
    const { value, unknownPaths } = known(() => resource.props[key] as unknown, key);
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return {
        texts: values.filter((each) => typeof each === "string"),
        resources: unknownPaths.length > 0 ? (resource.propertyDependencies[key] ?? []) : [],
    };
}

/** The last part of an ARN's resource, which is the name in AWS; a name is its own. */
export function nameIn(nameOrArn: string): string {
    return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}

/** The texts among the inputs or outputs with these keys. */
export function knownTexts({ props }: Pick<PolicyResource, "props">, keys: readonly string[]): string[] {
    return keys.flatMap((key) => {
        const { value } = known(() => props[key] as unknown, key);
        return typeof value === "string" && value !== "" ? [value] : [];
    });
}
