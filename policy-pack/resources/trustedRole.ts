import { type Known, known } from "../sdk/known";
import type { ResourceKind, ShownResource } from "../sdk/resourcePolicy";
import { type AwsScope, scopeOfProvider } from "./scopeOfProvider";

/** A role, as far as its trust policy is known. */
export interface TrustedRole {
    /** The input that holds the trust policy: `assumeRolePolicy` or `assumeRolePolicyDocument`. */
    documentKey: string;
    /** The trust policy: JSON text or object. */
    document: Known;
    /** Which account and partition the role will be in, where its provider says so. */
    scope: AwsScope;
}

/** The input with the trust policy, by type token. Sources: @pulumi/aws 7.48 and @pulumi/aws-native 1.79, read 2026-11. */
const documentKeys = new Map([
    ["aws:iam/role:Role", "assumeRolePolicy"],
    ["aws-native:iam:Role", "assumeRolePolicyDocument"],
]);

/** The roles of `aws:` and `aws-native:`. */
export const trustedRoles: ResourceKind<TrustedRole> = {
    noun: "Role",
    types: [...documentKeys.keys()],
    read: readTrustedRole,
};

function readTrustedRole({ type, props, provider }: ShownResource): TrustedRole {
    const documentKey = documentKeys.get(type) ?? "assumeRolePolicy";
    return {
        documentKey,
        document: known(() => props[documentKey] as unknown, documentKey),
        scope: scopeOfProvider(provider?.props),
    };
}
