export type { GitLabFederationArgs, RoleDefaults } from "./args/federation";
export type {
    GuardrailExemptions,
    GuardrailIssuer,
    GuardrailProtection,
    GuardrailRoleTag,
    OrganizationGuardrailsArgs,
} from "./args/organization";
export type { Discovery, DiscoveryMirrorArgs } from "./args/mirror";
export type { PermissionArgs } from "./args/permissions";
export type { IdentityProviderArgs, PreviousIssuer } from "./args/provider";
export type { FederatedRole, ProjectRoleArgs, RoleArgs } from "./args/role";
export { DiscoveryMirror } from "./discoveryMirror";
export { ArgsError } from "./errors";
export { GitLabFederation } from "./gitLabFederation";
export { IdentityProvider } from "./identityProvider";
export { OrganizationGuardrails } from "./organizationGuardrails";
export { readFederationArgs, type PlanContext } from "./plan";
export { ProjectRole } from "./projectRole";
export type { SubjectSelector } from "../trust/gitlab";
