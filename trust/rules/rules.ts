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

/** Every rule that judges statements, in the order of the policies; `trust-policy-readable` is judged where the document is read. */
export const rules = [
    trustPrincipalAndAction,
    trustIssuerConsistent,
    trustAudience,
    trustSubjectRequired,
    trustSubjectNamespace,
    trustSubjectProjects,
    trustSubjectRefs,
    trustSubjectFormat,
    trustWildcardsNeedStringlike,
    trustOperatorsEffective,
    trustConditionKeys,
    trustProjectIdentity,
] as const;

/** The rules that judge a trust policy; each is also the name of a policy in the pack. */
export type TrustRule = (typeof rules)[number]["name"] | "trust-policy-readable";
