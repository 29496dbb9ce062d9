import { nearestName } from "../../trust/nearestName";
import { isObject } from "../../trust/policy/readElements";
import { CommandError } from "../terminal";
import type { AccountRole } from "./account";
import { readJsonObject } from "./files";
import { holdsUnknown, openedValue, type PlannedResource, type ProgramPlan } from "./plan";

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

/**
 * The role of a plan that a person names by key, name in AWS or ARN. Throws CommandError with the roles that exist, as far as
 * `isOffered` allows.
 */
export function findRole(
    roles: readonly TrustedRole[],
    wanted: string,
    isOffered: (role: TrustedRole) => boolean = () => true,
): TrustedRole {
    const found = roles.find(({ label, name, arn }) => label === wanted || name === wanted || arn === wanted);
    if (found !== undefined) return found;
    const labels = roles.filter(isOffered).map(({ label }) => label);
    const nearest = nearestName(wanted, labels);
    throw new CommandError(
        `The stack has no role "${wanted}".`,
        labels.length === 0
            ? "It has no role for GitLab jobs."
            : `Its roles: ${labels.join(", ")}.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`,
    );
}

/** The roles of an account, as the access table takes them. */
export function accountRoles(roles: readonly AccountRole[]): TrustedRole[] {
    return roles.map(({ arn, name, trustPolicy }) => ({
        urn: arn,
        label: name,
        name,
        path: /:role(\/.*?)[^/]*$/.exec(arn)?.[1] ?? "/",
        arn,
        trustPolicy,
    }));
}

/**
 * The roles in a file that `aws iam list-roles` or `aws iam get-account-authorization-details` printed. Throws CommandError
 * where it is something else.
 */
export function readRolesFile(file: string): TrustedRole[] {
    const value = readJsonObject(file);
    const list = value["Roles"] ?? value["RoleDetailList"];
    if (!Array.isArray(list))
        throw new CommandError(
            `${file} holds no list of roles.`,
            "Save what this prints: aws iam list-roles",
        );
    return list.flatMap((role: unknown): TrustedRole[] => {
        if (!isObject(role)) return [];
        const { RoleName: name, Arn: arn, Path: path, AssumeRolePolicyDocument: trustPolicy } = role;
        if (typeof name !== "string") return [];
        return [
            {
                urn: typeof arn === "string" ? arn : name,
                label: name,
                name,
                path: typeof path === "string" ? path : "/",
                ...(typeof arn === "string" ? { arn } : {}),
                ...(trustPolicy === undefined ? {} : { trustPolicy: decoded(trustPolicy) }),
            },
        ];
    });
}

/** IAM's own answer has the document percent-encoded; the AWS CLI decodes it. */
function decoded(document: unknown): unknown {
    if (typeof document !== "string" || !document.startsWith("%7B")) return document;
    try {
        return decodeURIComponent(document);
    } catch {
        return document;
    }
}
