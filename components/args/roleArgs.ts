import type * as pulumi from "@pulumi/pulumi";
import type { SubjectSelector } from "../../trust/gitlab";

/** What may assume a role and what the role may do. */
export interface RoleArgs {
    /** Which jobs get in; at least one entry. Several entries add up. */
    subjects: SubjectSelector[];
    /** ARNs of managed policies to attach, at most 20 by default. Defaults to none. Policies that others attach stay. */
    managedPolicyArns?: string[];
    /** Policies of the role itself: a name and a JSON document each, 10,240 characters together. Defaults to none. */
    inlinePolicies?: Record<string, pulumi.Input<string>>;
    /**
     * Further conditions that every job must meet: operator, condition key, values. They are added to every statement and
     * so can only narrow. `aws:SourceIp` is the one second factor on a self-managed instance. Defaults to none.
     */
    additionalConditions?: Record<string, Record<string, string[]>>;
    /** Audiences that the role takes beside the main one; each must be registered with the provider. Defaults to none. */
    additionalAudiences?: string[];
    /** How long a session may last, in seconds, 3600 to 43200. Defaults to 3600. */
    maxSessionDuration?: number;
    /** The role's name in AWS, at most 64 characters. Defaults to the role name prefix, a dash and the role's key. */
    name?: string;
    /** The role's path in AWS, which begins and ends in a slash. Defaults to `/`. */
    path?: string;
    /** What the role is for, at most 1000 characters. Defaults to a sentence that names the issuer. */
    description?: string;
    /** ARN of the managed policy that bounds what the role can ever do. Defaults to none. */
    permissionsBoundary?: string;
    /** AWS tags of the role. Defaults to none. */
    tags?: Record<string, string>;
    /**
     * How many characters the account's quota allows a trust policy, white space counted. Defaults to 2048; Service
     * Quotas grants up to 8192 on request
     * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
     */
    trustPolicyLengthQuota?: number;
}

/** A role of a federation. */
export interface FederatedRoleArgs extends RoleArgs {
    /**
     * Keys that this role had before: it keeps its place in the state and its name in AWS. With more than one, `name` must
     * say what the role is called. Defaults to none.
     */
    previousKeys?: string[];
}

/** What every role of a federation has unless it says otherwise. */
export interface RoleDefaultsArgs {
    /** The roles' path in AWS, which begins and ends in a slash. Defaults to `/`. */
    path?: string;
    /** ARN of the managed policy that bounds what the roles can ever do. Defaults to none. */
    permissionsBoundary?: string;
    /** How long a session may last, in seconds, 3600 to 43200. Defaults to 3600. */
    maxSessionDuration?: number;
    /** AWS tags of the roles; a role's own tag wins. Defaults to none. */
    tags?: Record<string, string>;
    /** How many characters the account's quota allows a trust policy. Defaults to 2048. */
    trustPolicyLengthQuota?: number;
}

/** An issuer that is still trusted, by statements of its own, while an instance moves to another one. */
export interface PreviousIssuerArgs {
    /** The issuer's URL, as the tokens spell it. */
    url: string;
    /** The audience of its tokens. */
    audience: string;
}
