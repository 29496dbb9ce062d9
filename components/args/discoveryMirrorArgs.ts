import type * as pulumi from "@pulumi/pulumi";
import type { DiscoveryArgs } from "./discoveryArgs";

/** A mirror, the instance whose keys it publishes, and the account that it is in. */
export interface DiscoveryMirrorArgs extends DiscoveryArgs {
    /** The instance's address, without a trailing slash. */
    gitlabUrl: string;
    /** The account's twelve digits. With `accountRegional` it must be plain: the issuer's URL contains it. */
    accountId: pulumi.Input<string>;
    /** The account's partition, such as `aws` or `aws-us-gov`. */
    partition: pulumi.Input<string>;
    /** AWS tags of everything but the two objects, whose writer would lose them. Defaults to none. */
    tags?: Record<string, string>;
}
