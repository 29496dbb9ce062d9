import type { PlannedResource } from "../program/plannedResource";
import type { ProgramPlan } from "../program/programPlan";
import { holdsUnknown, openedValue } from "../program/shownValue";

/** A role that the plan manages, with what says who may assume it. */
export interface TrustedRole {
    urn: string;
    /** What a reader calls it: its key in the stack output `roleNames`, else its name in AWS, else the resource's name. */
    label: string;
    /** Its name in AWS, where it is known. */
    name?: string;
    /** Its path in AWS; `/` by default. */
    path: string;
    /** Its ARN, where the stack output `roleArns` tells it. */
    arn?: string;
    /** The trust policy, text or object. Absent where it is not known before the deployment. */
    trustPolicy?: unknown;
}

/** Per type of role: the inputs that hold its trust policy and its name. */
const roleTypes: Readonly<Record<string, { trustPolicy: string; name: string }>> = {
    "aws:iam/role:Role": { trustPolicy: "assumeRolePolicy", name: "name" },
    "aws-native:iam:Role": { trustPolicy: "assumeRolePolicyDocument", name: "roleName" },
};

/** The roles of a plan, classic and native ones, sorted by label. */
export function trustedRoles({
    resources,
    outputs,
}: Pick<ProgramPlan, "resources" | "outputs">): TrustedRole[] {
    const keys = new Map(textEntries(outputs["roleNames"]).map(([key, name]) => [name, key]));
    const arns = new Map(textEntries(outputs["roleArns"]));
    return resources
        .filter(({ type, read }) => Object.hasOwn(roleTypes, type) && !read)
        .map((resource) => trustedRole(resource, keys, arns))
        .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

function trustedRole(
    resource: PlannedResource,
    keys: ReadonlyMap<string, string>,
    arns: ReadonlyMap<string, string>,
): TrustedRole {
    const type = roleTypes[resource.type];
    const inputs = openedValue(resource.inputs) as Record<string, unknown>;
    const name = knownText(inputs[type?.name ?? "name"]);
    const key = name === undefined ? undefined : keys.get(name);
    const arn = key === undefined ? undefined : arns.get(key);
    const trustPolicy = inputs[type?.trustPolicy ?? ""];
    return {
        urn: resource.urn,
        label: key ?? name ?? resource.name,
        path: knownText(inputs["path"]) ?? "/",
        ...(name === undefined ? {} : { name }),
        ...(arn === undefined ? {} : { arn }),
        ...(trustPolicy === undefined || holdsUnknown(trustPolicy) ? {} : { trustPolicy }),
    };
}

function knownText(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" && !holdsUnknown(value) ? value : undefined;
}

function textEntries(value: unknown): [string, string][] {
    const opened = openedValue(value);
    if (typeof opened !== "object" || opened === null) return [];
    return Object.entries(opened).flatMap(([key, text]) => {
        const known = knownText(text);
        return known === undefined ? [] : [[key, known]];
    });
}
