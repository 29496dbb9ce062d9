import type { PolicyResource } from "@pulumi/policy";
import { known } from "../sdk/known";

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
export function knownTexts({ props }: PolicyResource, keys: readonly string[]): string[] {
    return keys.flatMap((key) => {
        const { value } = known(() => props[key] as unknown, key);
        return typeof value === "string" && value !== "" ? [value] : [];
    });
}
