import { nearestName } from "../../trust/problem";
import { isObject } from "../../trust/document";
import { CommandError, naturalOrder } from "../terminal";
import type { AccountRole } from "./account";
import { readJsonFile } from "./files";
import { holdsUnknown, openedValue, type PlannedResource, type ProgramPlan } from "./plan";

/** A role that the plan manages, with what says who may assume it. */
export interface TrustedRole {
    urn: string;
    /** What a reader calls it: its key in the stack output `roleNames`, else its name in AWS, else the resource's name. */
    label: string;
    /** Its key in the stack outputs `roleNames` or `roleArns`, where one of them has it. */
    key?: string;
    /** Its name in AWS, where it is known. */
    name?: string;
    /** Its path in AWS; `/` by default. */
    path: string;
    /** Its ARN, where the stack output `roleArns` tells it. */
    arn?: string;
    /** The trust policy, text or object. Absent where it is not known before the deployment. */
    trustPolicy?: unknown;
    /** All of its AWS tags. Absent where they are not known. */
    tags?: Readonly<Record<string, string>>;
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
    const arns = textEntries(outputs["roleArns"]).map(([key, arn]) => ({ key, arn, name: nameOfArn(arn) }));
    return resources
        .filter(({ type, read }) => Object.hasOwn(roleTypes, type) && !read)
        .map((resource) => trustedRole(resource, keys, arns))
        .sort((a, b) => naturalOrder(a.label, b.label));
}

/** The role's name at the end of its ARN, after its path; undefined of anything else. */
function nameOfArn(arn: string): string | undefined {
    return /^arn:[\w-]+:iam::\d{12}:role\/(?:[^/]+\/)*([^/]+)$/.exec(arn)?.[1];
}

function trustedRole(
    resource: PlannedResource,
    keys: ReadonlyMap<string, string>,
    arns: readonly { key: string; arn: string; name?: string | undefined }[],
): TrustedRole {
    const type = roleTypes[resource.type];
    const inputs = openedValue(resource.inputs) as Record<string, unknown>;
    const name = knownText(inputs[type?.name ?? "name"]);
    const shown = name === undefined ? undefined : keys.get(name);
    // A program of one's own may export the ARNs only, as docs/install.md has it.
    const exported =
        name === undefined
            ? undefined
            : arns.find((each) => (shown === undefined ? each.name === name : each.key === shown));
    const key = shown ?? exported?.key;
    const arn = exported?.arn;
    const trustPolicy = inputs[type?.trustPolicy ?? ""];
    const tags = tagsOf(inputs["tags"] ?? []);
    return {
        urn: resource.urn,
        label: shown ?? name ?? resource.name,
        path: knownText(inputs["path"]) ?? "/",
        ...(key === undefined ? {} : { key }),
        ...(name === undefined ? {} : { name }),
        ...(arn === undefined ? {} : { arn }),
        ...(trustPolicy === undefined || holdsUnknown(trustPolicy) ? {} : { trustPolicy }),
        ...(tags === undefined ? {} : { tags }),
    };
}

/** Tags as Pulumi's providers and IAM write them: an object, or a list of keys and values; undefined where any is unknown. */
function tagsOf(value: unknown): Record<string, string> | undefined {
    if (holdsUnknown(value)) return undefined;
    const entries: [unknown, unknown][] = Array.isArray(value)
        ? value.map((tag: unknown) =>
              isObject(tag)
                  ? [tag["Key"] ?? tag["key"], tag["Value"] ?? tag["value"]]
                  : [undefined, undefined],
          )
        : Object.entries(isObject(value) ? value : {});
    const known = entries.filter(
        (entry): entry is [string, string] => typeof entry[0] === "string" && typeof entry[1] === "string",
    );
    return known.length === entries.length ? Object.fromEntries(known) : undefined;
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
    const found =
        roles.find(({ label, name, arn }) => label === wanted || name === wanted || arn === wanted) ??
        roles.find(({ key }) => key === wanted);
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

/** The roles of an account, sorted by name. */
export function accountRoles(roles: readonly AccountRole[]): TrustedRole[] {
    return roles
        .map(({ arn, name, trustPolicy }) => ({
            urn: arn,
            label: name,
            name,
            path: /:role(\/.*?)[^/]*$/.exec(arn)?.[1] ?? "/",
            arn,
            trustPolicy,
        }))
        .sort((a, b) => naturalOrder(a.label, b.label));
}

const howToSave = "Save what this prints: aws iam list-roles";

/**
 * The roles in a file that `aws iam list-roles` or `aws iam get-account-authorization-details` printed, sorted by name; also the
 * bare list that `--query Roles` leaves. Throws CommandError where it is something else, naming every entry that is not a role:
 * a role that was skipped would look like one that nobody can assume.
 */
export function readRolesFile(file: string): TrustedRole[] {
    const value = readJsonFile(file);
    const [path, list] = isObject(value)
        ? value["Roles"] === undefined
            ? ["RoleDetailList", value["RoleDetailList"]]
            : ["Roles", value["Roles"]]
        : ["", value];
    if (!Array.isArray(list)) throw new CommandError(`${file} contains no list of roles.`, howToSave);
    const mistakes: string[] = [];
    const roles = list.map((entry: unknown, index) => {
        const role = listedRole(entry);
        if (typeof role === "object") return role;
        mistakes.push(`${path}[${String(index)}]${role}`);
        return undefined;
    });
    if (mistakes.length > 0)
        throw new CommandError(
            [
                `${file} contains ${mistakes.length === 1 ? "an entry that is" : `${String(mistakes.length)} entries that are`} not a role:`,
                ...mistakes.slice(0, 20).map((mistake) => `  ${mistake}`),
                ...(mistakes.length > 20 ? ["  …"] : []),
            ].join("\n"),
            `${howToSave} (with --query, keep the whole objects: --query Roles)`,
        );
    return roles.filter((role) => role !== undefined).sort((a, b) => naturalOrder(a.label, b.label));
}

/** A role as IAM prints it, or what is wrong with the entry. */
function listedRole(entry: unknown): TrustedRole | string {
    if (!isObject(entry))
        return ` is ${Array.isArray(entry) ? "a list" : entry === null ? "null" : `a ${typeof entry}`}`;
    const { RoleName: name, Arn: arn, Path: path, AssumeRolePolicyDocument: document, Tags: listed } = entry;
    if (typeof name !== "string" || name === "") return ".RoleName is missing";
    if (document === undefined) return `.AssumeRolePolicyDocument is missing (role ${name})`;
    const trustPolicy = decoded(document);
    if (!isObject(trustPolicy)) return `.AssumeRolePolicyDocument is not a JSON document (role ${name})`;
    // `aws iam list-roles` leaves tags out, get-account-authorization-details does not.
    const tags = listed === undefined ? undefined : tagsOf(listed);
    return {
        urn: typeof arn === "string" ? arn : name,
        label: name,
        name,
        path: typeof path === "string" ? path : "/",
        ...(typeof arn === "string" ? { arn } : {}),
        trustPolicy,
        ...(tags === undefined ? {} : { tags }),
    };
}

/** IAM's own answer has the document as percent-encoded text; the AWS CLI decodes and parses it. */
function decoded(document: unknown): unknown {
    if (typeof document !== "string") return document;
    try {
        return JSON.parse(document.startsWith("%7B") ? decodeURIComponent(document) : document);
    } catch {
        return undefined;
    }
}
