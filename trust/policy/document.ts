import type { ConditionOperator } from "../condition/operators";

/** The newest version of the policy language. Only with it are `${…}` policy variables: IAM User Guide, "IAM JSON policy elements: Version". */
export const currentPolicyVersion = "2012-10-17";

/** The version that IAM assumes where a document names none. */
export const oldPolicyVersion = "2008-10-17";

/** One text in a policy document, with its place. A value without a list and a list of one value read the same. */
export interface PolicyValue {
    /** The value as IAM compares it: numbers and booleans in their JSON spelling. */
    text: string;
    /** The value as the document has it: string, number or boolean. */
    raw: string | number | boolean;
    /** Its JSON path, such as `Statement[0].Condition.StringLike["gitlab.com:sub"][1]`. */
    path: string;
}

/** One principal. `"Principal": "*"` has the kind `*`; `{"Federated": "*"}` has the kind `Federated` and the text `*`. */
export interface TrustPrincipal extends PolicyValue {
    /** `Federated`, `AWS`, `Service`, `CanonicalUser`, or `*` where the document names no kind. */
    kind: string;
}

/** One condition key below one operator. All blocks of a statement must be met; of one block's values, one is enough. */
export interface ConditionBlock {
    /** JSON path of the key. */
    path: string;
    /** The operator as written, such as `ForAnyValue:StringLike`. */
    operatorText: string;
    /** What the operator does; absent where IAM has no such operator. */
    operator?: ConditionOperator;
    /** The condition key as written. */
    key: string;
    /** The condition key in lower case: key names ignore case. */
    keyName: string;
    /** The values, in the document's order. An empty list stays empty. */
    values: PolicyValue[];
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
