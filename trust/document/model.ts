import type { ConditionBlock, PolicyValue } from "../conditions";

/** The newest version of the policy language. Only with it are `${…}` policy variables: IAM User Guide, "IAM JSON policy elements: Version". */
export const currentPolicyVersion = "2012-10-17";

/** The version that IAM assumes where a document names none. */
export const oldPolicyVersion = "2008-10-17";

/** One principal. `"Principal": "*"` has the kind `*`; `{"Federated": "*"}` has the kind `Federated` and the text `*`. */
export interface TrustPrincipal extends PolicyValue {
    /** `Federated`, `AWS`, `Service`, `CanonicalUser`, or `*` where the document names no kind. */
    kind: string;
}

/** One statement of a trust policy. */
export interface TrustStatement {
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
    /** All must be met. Empty where there is no condition. */
    conditions: ConditionBlock[];
    /** The statement as the document has it. */
    raw: Readonly<Record<string, unknown>>;
}

/** A trust policy (`assumeRolePolicy` of a role), read. Allows are a union; a Deny that applies beats them all. */
export interface TrustPolicy {
    /** As written; absent means `2008-10-17`. */
    version?: string;
    /** Whether `${…}` in a value is a policy variable: only with version 2012-10-17. */
    hasPolicyVariables: boolean;
    statements: TrustStatement[];
}
