import type { PolicyResource } from "@pulumi/policy";
import { type IdentityProvider, identityProviders } from "./identityProvider";
import { type TrustedRole, trustedRoles } from "./trustedRole";

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
