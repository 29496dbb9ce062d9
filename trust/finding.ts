import type { Problem } from "./problem";

/** What happens in production: `open` lets somebody unintended in, `closed` lets nobody in, `mixed` depends on the token, `none` is untidy only. */
export type Effect = "open" | "closed" | "mixed" | "none";

/** How bad a finding is, in the words of the Pulumi policy SDK, with `info` below them. */
export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** A token's payload, and what its request has: who gets in. */
export interface Witness {
    /** Every claim that GitLab always sends and a condition can see. */
    claims: Readonly<Record<string, unknown>>;
    /**
     * Keys of the request that conditions ask for, such as `aws:SourceIp`, in lower case; one that must be absent has an
     * empty list. Empty where any request will do.
     */
    request: Readonly<Record<string, string | readonly string[]>>;
}

/** Whom a finding lets in beside those who were meant: strangers, other projects of the group, other refs of the project. */
export type ExposedTo = "outsiders" | "projects" | "refs";

/** One verdict on a trust policy document. `path` is a JSON path such as `Statement[0].Condition.StringLike["gitlab.com:sub"][1]`. */
export interface Finding extends Problem {
    /** The rule that found it: one of `rules` in trust/rules, or `trust-policy-readable`. */
    rule: string;
    /** A stable name of this very finding, unique over all rules, such as `subject-missing`. */
    code: string;
    severity: Severity;
    effect: Effect;
    /** The statement that it is about, counted from 0 as the document has them. Absent where it is about the whole document. */
    statement?: number;
    /** The issuer that it is about, as host and path. Absent where it is about none, or none is known. */
    issuer?: string;
    /** Where the finding fails open: a whole token that gets in, of another project or ref where there is one. */
    witness?: Witness;
    /** Where the finding fails open: whom it lets in. */
    exposes?: ExposedTo;
}

/**
 * The environment variable that names a file for violation records. The policy pack appends one JSON object a line to it, a
 * ViolationRecord, because the engine's protocol carries a violation's text alone. Not set: nothing is written.
 */
export const violationRecordsVariable = "GITLAB_AWS_OIDC_VIOLATIONS";

/** A violation as the policy pack reports it to the engine, with the parts that its text was made of. */
export interface ViolationRecord {
    policy: string;
    /** The resource's URN; absent where the violation is about none. */
    urn?: string;
    /** The whole text, as the engine gets it. */
    message: string;
    /** Its first line: what is wrong with which resource, and how it fails. */
    headline: string;
    /** The address of the page that explains the policy. */
    url: string;
    /** A stable name of this very finding; absent for policies that find one thing only. */
    code?: string;
    /** A JSON path within the resource or its trust policy; absent where it is about all of it. */
    path?: string;
    /** The value as JSON text, without keys and tokens. */
    value?: string;
    /** A subject that gets in. */
    witness?: string;
    /** What to do about it. */
    fix?: string;
}
