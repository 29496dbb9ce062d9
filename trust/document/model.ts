import type { ConditionBlock, PolicyValue } from "../conditions";
import type { Finding } from "../finding";

/** The newest version of the policy language. Only with it are `${…}` policy variables: IAM User Guide, "IAM JSON policy elements: Version". */
export const currentPolicyVersion = "2012-10-17";

/** The version that IAM assumes where a document names none. */
export const oldPolicyVersion = "2008-10-17";

/**
 * Which documents the reader reads: the trust policy of a role, or a policy of the organization. A resource control policy
 * has `Principal` and `Resource`, a service control policy `Resource` alone.
 * Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html and
 * …/orgs_manage_policies_scps_syntax.html. Read 2026-11.
 */
export type DocumentKind = "trust" | "resource-control" | "service-control";

/** One principal. `"Principal": "*"` has the kind `*`; `{"Federated": "*"}` has the kind `Federated` and the text `*`. */
export interface TrustPrincipal extends PolicyValue {
    /** `Federated`, `AWS`, `Service`, `CanonicalUser`, or `*` where the document names no kind. */
    kind: string;
}

/** One statement of a trust policy. */
export interface TrustStatement {
    /** Its place among the document's statements, from 0; those that cannot be read are counted too. */
    index: number;
    /** JSON path: `Statement[0]`, or `Statement` where the document has a single one without a list. */
    path: string;
    sid?: string;
    effect: "Allow" | "Deny";
    /** Empty where the statement has `NotPrincipal`, or none. */
    principals: TrustPrincipal[];
    /** Present where the statement has `NotPrincipal`. */
    notPrincipals?: TrustPrincipal[];
    /** Empty where the statement has `NotAction`, or none. */
    actions: PolicyValue[];
    /** Present where the statement has `NotAction`. */
    notActions?: PolicyValue[];
    /** Of an organization's policy: which resources the statement is about. Absent in a trust policy, and with `NotResource`. */
    resources?: PolicyValue[];
    /** Present where the statement of an organization's policy has `NotResource`. */
    notResources?: PolicyValue[];
    /** All must be met. Empty where there is no condition. */
    conditions: ConditionBlock[];
    /** JSON paths below the statement that the caller does not know yet; empty where all of it is known. */
    partlyUnknown: readonly string[];
    /** The statement as the document has it. */
    raw: Readonly<Record<string, unknown>>;
}

/**
 * A trust policy (`assumeRolePolicy` of a role), or a policy of the organization, read once by readTrustDocument. Allows are a union; a Deny that applies
 * beats them all. Plain data: nothing in it is a function.
 */
export interface TrustDocument {
    /** As written; absent means `2008-10-17`. */
    version?: string;
    /** Whether `${…}` in a value is a policy variable: only with version 2012-10-17. Where the version is not known yet: true. */
    hasPolicyVariables: boolean;
    /** Those that could be read. Empty where the document is not a JSON object. */
    statements: readonly TrustStatement[];
    /** Findings of the rule `trust-policy-readable`, at most 500: what keeps a reader, or IAM, from knowing what it says. */
    findings: readonly Finding[];
    /** The first finding that makes IAM refuse the document (effect `closed`); absent where IAM takes it. */
    refusal?: Finding;
    /** JSON paths within the document that the caller does not know yet. Empty where all of it is known. */
    partlyUnknown: readonly string[];
    /** What a text parses to, or the value as it was given. Absent where a text is not valid JSON. */
    raw?: unknown;
    /** Of names that an object of a text has twice: the earlier values, which `raw` has not. Absent where there are none. */
    shadowed?: readonly unknown[];
}
