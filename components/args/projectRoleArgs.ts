import type * as pulumi from "@pulumi/pulumi";
import type { PreviousIssuerArgs, RoleArgs } from "./roleArgs";

/** One role for GitLab jobs, and whose tokens it takes. */
export interface ProjectRoleArgs extends RoleArgs {
    /** The issuer as host and path, such as `gitlab.com` or `gitlab.example.com/gitlab`; its URL does as well. */
    issuer: string;
    /** The audience that tokens must have, byte for byte. */
    audience: string;
    /** The account's twelve digits. */
    accountId: pulumi.Input<string>;
    /** The account's partition, such as `aws` or `aws-us-gov`. */
    partition: pulumi.Input<string>;
    /** Issuers that are still trusted while the instance moves to another one. Defaults to none. */
    previousIssuers?: PreviousIssuerArgs[];
}
