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
