import type { Problem } from "./problem";

/** What happens in production: `open` lets somebody unintended in, `closed` lets nobody in, `mixed` depends on the token, `none` is untidy only. */
export type Effect = "open" | "closed" | "mixed" | "none";

/** How bad a finding is, in the words of the Pulumi policy SDK, with `info` below them. */
export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** The rules that judge a trust policy; each is also the name of a policy in the pack. */
export type TrustRule =
    | "trust-policy-readable"
    | "trust-principal-and-action"
    | "trust-issuer-consistent"
    | "trust-audience"
    | "trust-subject-required"
    | "trust-subject-namespace"
    | "trust-subject-projects"
    | "trust-subject-refs"
    | "trust-subject-format"
    | "trust-wildcards-need-stringlike"
    | "trust-operators-effective"
    | "trust-condition-keys"
    | "trust-project-identity";

/** One verdict on a trust policy document. `path` is a JSON path such as `Statement[0].Condition.StringLike["gitlab.com:sub"][1]`. */
export interface Finding extends Problem {
    /** The rule that found it. */
    rule: TrustRule;
    /** A stable name of this very finding, unique over all rules, such as `subject-missing`. */
    code: string;
    severity: Severity;
    effect: Effect;
    /** The statement that it is about, counted from 0 as the document has them. Absent where it is about the whole document. */
    statement?: number;
    /** The issuer that it is about, as host and path. Absent where it is about none, or none is known. */
    issuer?: string;
    /** Where the finding fails open: a subject, of another project or ref where there is one, that gets in. */
    witness?: string;
}
