import type { PolicyResource } from "@pulumi/policy";
import { identityProviderTypes, roleTypes } from "../../trust/aws";
import { issuerHostAndPath } from "../../trust/gitlab";
import { type Known, known } from "./known";
import { type AwsScope, scopeOfProvider } from "./scope";
import type { ResourceKind, ShownResource } from "./policy";

/** A role, as far as its trust policy is known. */
export interface TrustedRole {
    /** The input that holds the trust policy: `assumeRolePolicy` or `assumeRolePolicyDocument`. */
    documentKey: string;
    /** The trust policy: JSON text or object. */
    document: Known;
    /** Which account and partition the role will be in, where its provider says so. */
    scope: AwsScope;
}

/** The roles of `aws:` and `aws-native:`. */
export const trustedRoles: ResourceKind<TrustedRole> & { noun: string } = {
    noun: "Role",
    types: [...roleTypes.keys()],
    read: readTrustedRole,
};

function readTrustedRole({ type, props, provider }: ShownResource): TrustedRole {
    const documentKey = roleTypes.get(type)?.trustPolicy ?? "assumeRolePolicy";
    return {
        documentKey,
        document: known(() => props[documentKey] as unknown, documentKey),
        scope: scopeOfProvider(provider?.props),
    };
}

/** An OIDC identity provider of IAM, as far as it is known. */
export interface IdentityProvider {
    /** The URL as the program wrote it; undefined while it is unknown. */
    url: string | undefined;
    /** The issuer as host and path, compared leniently; undefined while it is unknown. */
    issuer: string | undefined;
    /** The input that holds the audiences: `clientIdLists` or `clientIdList`. */
    audiencesKey: string;
    /** The known audiences with their places. */
    audiences: { text: string; path: string }[];
    /** Whether some audience, or the whole list, is not known yet. */
    hasUnknownAudiences: boolean;
}

/** The identity providers of `aws:` and `aws-native:`. */
export const identityProviders: ResourceKind<IdentityProvider> & { noun: string } = {
    noun: "Identity provider",
    types: [...identityProviderTypes.keys()],
    read: readIdentityProvider,
};

function readIdentityProvider({ type, props }: ShownResource): IdentityProvider {
    const audiencesKey = identityProviderTypes.get(type)?.audiences ?? "clientIdLists";
    const url = known(() => props.url as unknown, "url").value;
    const list = known(() => props[audiencesKey] as unknown, audiencesKey);
    const values = Array.isArray(list.value) ? (list.value as unknown[]) : [];
    return {
        url: typeof url === "string" ? url : undefined,
        issuer: typeof url === "string" ? issuerHostAndPath(url) : undefined,
        audiencesKey,
        audiences: values.flatMap((text, at) =>
            typeof text === "string" ? [{ text, path: `${audiencesKey}[${String(at)}]` }] : [],
        ),
        hasUnknownAudiences: list.unknownPaths.length > 0,
    };
}

/** A role of a stack together with the resource that it was read from. */
export interface StackRole {
    resource: PolicyResource;
    role: TrustedRole;
}

/** An identity provider of a stack together with the resource that it was read from. */
export interface StackProvider {
    resource: PolicyResource;
    provider: IdentityProvider;
}

/** The roles of a stack, in its order. */
export function rolesOf(resources: readonly PolicyResource[]): StackRole[] {
    return resources
        .filter(({ type }) => trustedRoles.types.includes(type))
        .map((resource) => ({ resource, role: trustedRoles.read(resource) }));
}

/** The identity providers of a stack, in its order. */
export function identityProvidersOf(resources: readonly PolicyResource[]): StackProvider[] {
    return resources
        .filter(({ type }) => identityProviders.types.includes(type))
        .map((resource) => ({ resource, provider: identityProviders.read(resource) }));
}
