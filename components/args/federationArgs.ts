import type { DiscoveryArgs } from "./discoveryArgs";
import type { FederatedRoleArgs, PreviousIssuerArgs, RoleDefaultsArgs } from "./roleArgs";

/** How one GitLab instance gets into one AWS account. Everything is plain: it must be known when the program starts. */
export interface GitLabFederationArgs {
    /** The instance's address, without a trailing slash. Defaults to `https://gitlab.com`. */
    gitlabUrl?: string;
    /** The audience (client ID) that tokens must have. Defaults to the address in `gitlabUrl`. */
    audience?: string;
    /** Audiences that are registered too, for the roles that name them. Defaults to none. */
    additionalAudiences?: string[];
    /** Issuers that are still trusted while the instance moves to another one. Defaults to none. */
    previousIssuers?: PreviousIssuerArgs[];
    /** Whether the account already has the provider: then it is looked up and none is created. Defaults to false. */
    useExistingProvider?: boolean;
    /** The account's twelve digits; credentials of another account are an error. Defaults to the caller's account. */
    accountId?: string;
    /** The partition, such as `aws` or `aws-cn`. Defaults to the caller's partition. */
    partition?: string;
    /**
     * SHA-1 thumbprints of 40 hexadecimal digits, at most 5; only for a certificate that no public authority signed.
     * Defaults to none (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html).
     */
    thumbprints?: string[];
    /** What the roles' names in AWS begin with. Defaults to `gitlab-` and the stack's name. */
    roleNamePrefix?: string;
    /** What every role has unless it says otherwise. Defaults to nothing. */
    roleDefaults?: RoleDefaultsArgs;
    /** AWS tags of everything. Defaults to none. */
    tags?: Record<string, string>;
    /**
     * The public mirror of the discovery document and keys, for an instance that AWS cannot reach: its URL is then the
     * issuer, while `gitlabUrl` stays the instance's address and the default of `audience`. Defaults to none.
     */
    discovery?: DiscoveryArgs;
    /** The roles, by a key of lower-case letters, digits and dashes; at least one. */
    roles: Record<string, FederatedRoleArgs>;
}
