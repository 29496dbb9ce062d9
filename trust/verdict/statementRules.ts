import type { TrustRule } from "../finding";
import type { JudgedStatement } from "./judgedStatement";
import { trustAudience } from "./trustAudience";
import { trustConditionKeys } from "./trustConditionKeys";
import { trustIssuerConsistent } from "./trustIssuerConsistent";
import { trustOperatorsEffective } from "./trustOperatorsEffective";
import { trustPrincipalAndAction } from "./trustPrincipalAndAction";
import { trustProjectIdentity } from "./trustProjectIdentity";
import { trustSubjectFormat } from "./trustSubjectFormat";
import { trustSubjectNamespace } from "./trustSubjectNamespace";
import { trustSubjectProjects } from "./trustSubjectProjects";
import { trustSubjectRefs } from "./trustSubjectRefs";
import { trustSubjectRequired } from "./trustSubjectRequired";
import { trustWildcardsNeedStringlike } from "./trustWildcardsNeedStringlike";
import type { VerdictFinding } from "./verdictFinding";

/** What judges one statement. */
export type StatementRule = (judged: JudgedStatement) => VerdictFinding[];

/** Every rule with its function; `trust-policy-readable` is judged where the document is read. */
export const statementRules: Readonly<Record<Exclude<TrustRule, "trust-policy-readable">, StatementRule>> = {
    "trust-principal-and-action": trustPrincipalAndAction,
    "trust-issuer-consistent": trustIssuerConsistent,
    "trust-audience": trustAudience,
    "trust-subject-required": trustSubjectRequired,
    "trust-subject-namespace": trustSubjectNamespace,
    "trust-subject-projects": trustSubjectProjects,
    "trust-subject-refs": trustSubjectRefs,
    "trust-subject-format": trustSubjectFormat,
    "trust-wildcards-need-stringlike": trustWildcardsNeedStringlike,
    "trust-operators-effective": trustOperatorsEffective,
    "trust-condition-keys": trustConditionKeys,
    "trust-project-identity": trustProjectIdentity,
};
