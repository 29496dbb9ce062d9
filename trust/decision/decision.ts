import type { AwsError } from "../aws";
import type { Truth } from "../conditions";
import type { Finding } from "../finding";

/** What this cannot check, each a reason for the outcome `uncertain`. Stable names. */
export type DoubtKind =
    /** A condition on a key that only the request tells, such as `aws:SourceIp`, and that was not given. */
    | "request-key"
    /** A condition that no document decides: a type of key, a malformed variable, an empty list. */
    | "undocumented-comparison"
    /** A principal of which no document says whom it means, such as `{"Federated": "*"}`. */
    | "guessed-principal"
    /** A part of the statement that is not known yet. */
    | "unknown-part"
    /** `nbf` lies ahead, or is not a number: no document says how much STS tolerates. */
    | "not-before"
    /** `iat` lies ahead, or is not a number. */
    | "issued-at"
    /** `exp` is missing, or is not a number. */
    | "expiry"
    /** Past `exp`, within the five minutes in which STS still takes a token. */
    | "expiry-tolerance"
    /** `aud` is a list: whether STS takes one is not documented. */
    | "audience-list";

/** One thing that could not be checked, and on which the outcome hangs. */
export interface Doubt {
    kind: DoubtKind;
    /** A JSON path in the document, or `token.` and the claim's name. */
    path: string;
    /** In words, without a full stop. */
    why: string;
}

/** The provider of the account, as far as the caller knows it. */
export interface DecisionProvider {
    /** The URL that the provider was created with, such as `https://gitlab.com`. */
    url: string;
    /** Its client IDs. Absent: unknown, so the token's audience is not checked against them. */
    audiences?: readonly string[];
}

/** What else is known of the request and the role. Everything is optional. */
export interface DecisionRequest {
    /** The moment of the request, in seconds since 1970. Absent: the token's `exp` is not looked at. */
    at?: number;
    /** Values of keys that do not come from the token: `aws:SourceIp`, `sts:RoleSessionName`. Case does not matter. */
    keys?: Readonly<Record<string, string | readonly string[]>>;
    /** The role's account. Absent: a provider ARN of any account counts as the role's own. */
    accountId?: string;
    /** The role's partition. Absent: any. */
    partition?: string;
    /** Condition keys that STS offers beyond the dated table, as `gitlab.com:new_key` or `new_key`. Default: none. */
    additionalConditionKeys?: readonly string[];
}

/** One condition of one statement, decided. */
export interface ConditionDecision {
    path: string;
    key: string;
    /** As written. */
    operator: string;
    /** The policy's values. */
    wanted: readonly string[];
    /** The request's values; absent where it has none, or where they are not known here. */
    got?: readonly string[];
    met: Truth;
    /** Why it is not analysed, where it is not. */
    unchecked?: "request-key" | "undocumented-comparison";
    /** In words, without a full stop. */
    why: string;
}

/** One statement, decided. */
export interface StatementDecision {
    path: string;
    effect: "Allow" | "Deny";
    /**
     * Whether the statement applies to the request: action, principal and every condition. A condition that is not
     * analysed keeps nobody out: it counts as met below Allow, and as not met below Deny.
     */
    matched: boolean;
    /** Whether the statement is about the action at all. */
    actionMatches: boolean;
    /** Whether it names the token's provider. A principal that is a guess counts below Allow, and does not below Deny. */
    principalMatches: boolean;
    /** What keeps it from being certain that the statement applies, or that it does not. Empty where it is certain. */
    doubts: readonly Doubt[];
    /** Every condition, in the document's order; also where action or principal do not match. */
    conditions: ConditionDecision[];
    /** In words: why it applies, or what stands against it. */
    why: string;
}

/** Whether a token may assume a role, and why. */
export interface Decision {
    /**
     * `uncertain` where it hangs on what is listed in `unchecked`; then `allowed` is the open answer: doubt keeps nobody
     * out. `denied` and `allowed` are certain.
     */
    outcome: "allowed" | "denied" | "uncertain";
    /** False only where the outcome is `denied`. */
    allowed: boolean;
    /** What could not be checked. Empty unless the outcome is `uncertain`. */
    unchecked: readonly Doubt[];
    /** One or more sentences. */
    reason: string;
    /** Absent where allowed. */
    awsError?: AwsError;
    /** Every statement of the document. Empty where the token is refused before the policy is looked at. */
    statements: StatementDecision[];
    /** What keeps the document from being read; see readTrustDocument. */
    findings: readonly Finding[];
}
