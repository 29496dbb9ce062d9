export type { GitLabFederationArgs } from "./args/federationArgs";
export type { ProjectRoleArgs } from "./args/projectRoleArgs";
export type { FederatedRoleArgs, PreviousIssuerArgs, RoleArgs, RoleDefaultsArgs } from "./args/roleArgs";
export { GitLabFederation } from "./gitLabFederation";
export { IdentityProvider, type IdentityProviderArgs } from "./identityProvider";
export { ProjectRole } from "./projectRole";
export type { SubjectSelector } from "../trust";
