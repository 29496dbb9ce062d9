import type { Policies } from "@pulumi/policy";
import type { TrustRule } from "../../trust/rules";
import type { PackPolicy } from "../engine";
import { discoveryBucketLeastPublic } from "./discoveryBucketLeastPublic";
import { discoveryBucketProtected } from "./discoveryBucketProtected";
import { discoveryBucketWriteProtected } from "./discoveryBucketWriteProtected";
import { discoveryDocumentConsistent } from "./discoveryDocumentConsistent";
import { discoveryPublicKeysOnly } from "./discoveryPublicKeysOnly";
import { gitlabIssuers } from "./gitlabIssuers";
import { organizationPolicyEffective } from "./organizationPolicyEffective";
import { providerAudience } from "./providerAudience";
import { providerUrlNoTrailingSlash } from "./providerUrlNoTrailingSlash";
import { providerUrlWellFormed } from "./providerUrlWellFormed";
import { roleExposure } from "./roleExposure";
import { rolePermissionsBounded } from "./rolePermissionsBounded";
import { trustAudience } from "./trustAudience";
import { trustAudienceRegistered } from "./trustAudienceRegistered";
import { trustConditionKeys } from "./trustConditionKeys";
import { trustIssuerConsistent } from "./trustIssuerConsistent";
import { trustIssuerRecognized } from "./trustIssuerRecognized";
import { trustOperatorsEffective } from "./trustOperatorsEffective";
import { trustPolicyKnown } from "./trustPolicyKnown";
import { trustPolicyReadable } from "./trustPolicyReadable";
import { trustPrincipalAndAction } from "./trustPrincipalAndAction";
import { trustProjectIdentity } from "./trustProjectIdentity";
import { trustSubjectFormat } from "./trustSubjectFormat";
import { trustSubjectNamespace } from "./trustSubjectNamespace";
import { trustSubjectProjects } from "./trustSubjectProjects";
import { trustSubjectRefs } from "./trustSubjectRefs";
import { trustSubjectRequired } from "./trustSubjectRequired";
import { trustWildcardsNeedStringlike } from "./trustWildcardsNeedStringlike";

const inRunningOrder = [
    gitlabIssuers,
    providerUrlNoTrailingSlash,
    providerUrlWellFormed,
    providerAudience,
    trustPolicyReadable,
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
    discoveryPublicKeysOnly,
    trustPolicyKnown,
    trustIssuerRecognized,
    trustAudienceRegistered,
    roleExposure,
    rolePermissionsBounded,
    discoveryDocumentConsistent,
    discoveryBucketLeastPublic,
    discoveryBucketWriteProtected,
    discoveryBucketProtected,
    organizationPolicyEffective,
] as const;

/** Rules of `trust` that no policy reports. */
type Unreported = Exclude<
    TrustRule,
    Extract<(typeof inRunningOrder)[number], { reports: TrustRule }>["reports"]
>;

/**
 * All policies of the pack, in the order in which they run; pages, tables and the catalogue are derived from this list.
 * `gitlab-issuers` must stay the first: it hands the organisation's settings on to the others. Does not compile while a
 * rule of `trust` is reported by no policy: the error names the rule.
 */
export const packPolicies: [Unreported] extends [never] ? readonly PackPolicy[] : Unreported = inRunningOrder;

/** The same as the SDK runs them. */
export const policies: Policies = packPolicies.map(({ sdk }) => sdk);
