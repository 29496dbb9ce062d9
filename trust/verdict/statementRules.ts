import type { TrustRule } from "../finding";
import type { JudgedStatement } from "./judgedStatement";
import { trustAudience } from "./trustAudience";
import { trustSubjectRequired } from "./trustSubjectRequired";
import { trustWildcardsNeedStringlike } from "./trustWildcardsNeedStringlike";
import type { VerdictFinding } from "./verdictFinding";

/** What judges one statement. */
export type StatementRule = (judged: JudgedStatement) => VerdictFinding[];

/** Every rule with its function; `trust-policy-readable` is judged where the document is read. */
export const statementRules: Readonly<
    Partial<Record<Exclude<TrustRule, "trust-policy-readable">, StatementRule>>
> = {
    "trust-audience": trustAudience,
    "trust-subject-required": trustSubjectRequired,
    "trust-wildcards-need-stringlike": trustWildcardsNeedStringlike,
};
