import { isObject } from "../../trust/policy/readElements";
import type { TrustedRole } from "../access/trustedRoles";
import type { AccountRole } from "../aws/iamAccount";
import { readJsonObject } from "../program/readJson";
import { CommandError } from "../terminal";

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
