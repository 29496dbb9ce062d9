import type * as pulumi from "@pulumi/pulumi";
import type { AccountScope } from "../../trust/aws";
import type { MirrorPlan } from "../plan";

/** What every resource of a mirror is made with. */
export interface MirrorParts {
    /** The component's name, which every resource's name begins with. */
    name: string;
    mirror: MirrorPlan;
    /** The account that the mirror is in, known at preview. */
    account: pulumi.Output<AccountScope>;
    /** Options of every resource: its parent, and that it outlives the stack. */
    options: pulumi.CustomResourceOptions;
}

/**
 * The options that keep a mirror alive. While a provider trusts the mirror's address, a bucket that is gone, or whose
 * documents are, fails closed at best; at worst somebody else takes its name. So nothing of it is ever deleted unless a
 * throw-away stack says so.
 */
export function lastingOptions(allowDestroy: boolean): pulumi.CustomResourceOptions {
    return allowDestroy ? {} : { protect: true, retainOnDelete: true };
}
