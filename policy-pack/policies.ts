import type { Policies } from "@pulumi/policy";
import { discoveryBucketLeastPublic } from "./discovery/discoveryBucketLeastPublic";
import { discoveryBucketProtected } from "./discovery/discoveryBucketProtected";
import { discoveryBucketWriteProtected } from "./discovery/discoveryBucketWriteProtected";
import { discoveryDocumentConsistent } from "./discovery/discoveryDocumentConsistent";
import { discoveryPublicKeysOnly } from "./discovery/discoveryPublicKeysOnly";
import { gitlabIssuers } from "./provider/gitlabIssuers";
import { providerAudience } from "./provider/providerAudience";
import { providerUrlNoTrailingSlash } from "./provider/providerUrlNoTrailingSlash";
import { providerUrlWellFormed } from "./provider/providerUrlWellFormed";
import { roleExposure } from "./role/roleExposure";
import { rolePermissionsBounded } from "./role/rolePermissionsBounded";
import { trustAudience } from "./role/trustAudience";
import { trustAudienceRegistered } from "./role/trustAudienceRegistered";
import { trustConditionKeys } from "./role/trustConditionKeys";
import { trustIssuerConsistent } from "./role/trustIssuerConsistent";
import { trustOperatorsEffective } from "./role/trustOperatorsEffective";
import { trustPolicyKnown } from "./role/trustPolicyKnown";
import { trustPolicyReadable } from "./role/trustPolicyReadable";
import { trustPrincipalAndAction } from "./role/trustPrincipalAndAction";
import { trustProjectIdentity } from "./role/trustProjectIdentity";
import { trustSubjectFormat } from "./role/trustSubjectFormat";
import { trustSubjectNamespace } from "./role/trustSubjectNamespace";
import { trustSubjectProjects } from "./role/trustSubjectProjects";
import { trustSubjectRefs } from "./role/trustSubjectRefs";
import { trustSubjectRequired } from "./role/trustSubjectRequired";
import { trustWildcardsNeedStringlike } from "./role/trustWildcardsNeedStringlike";
import { resourcePolicy } from "./sdk/resourcePolicy";
import { stackPolicy } from "./sdk/stackPolicy";

/**
 * All policies of the pack, in the order in which they run. `gitlab-issuers` must stay the first: it hands the
 * organisation's settings on to the others.
 */
export const policies: Policies = [
    resourcePolicy(gitlabIssuers),
    resourcePolicy(providerUrlNoTrailingSlash),
    resourcePolicy(providerUrlWellFormed),
    resourcePolicy(providerAudience),
    resourcePolicy(trustPolicyReadable),
    resourcePolicy(trustPrincipalAndAction),
    resourcePolicy(trustIssuerConsistent),
    resourcePolicy(trustAudience),
    resourcePolicy(trustSubjectRequired),
    resourcePolicy(trustSubjectNamespace),
    resourcePolicy(trustSubjectProjects),
    resourcePolicy(trustSubjectRefs),
    resourcePolicy(trustSubjectFormat),
    resourcePolicy(trustWildcardsNeedStringlike),
    resourcePolicy(trustOperatorsEffective),
    resourcePolicy(trustConditionKeys),
    resourcePolicy(trustProjectIdentity),
    resourcePolicy(discoveryPublicKeysOnly),
    stackPolicy(trustPolicyKnown),
    stackPolicy(trustAudienceRegistered),
    stackPolicy(roleExposure),
    stackPolicy(rolePermissionsBounded),
    stackPolicy(discoveryDocumentConsistent),
    stackPolicy(discoveryBucketLeastPublic),
    stackPolicy(discoveryBucketWriteProtected),
    stackPolicy(discoveryBucketProtected),
];
