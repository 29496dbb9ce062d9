import { discoveryBucketLeastPublicExamples } from "./discoveryBucketLeastPublic";
import { discoveryBucketProtectedExamples } from "./discoveryBucketProtected";
import { discoveryBucketWriteProtectedExamples } from "./discoveryBucketWriteProtected";
import { discoveryDocumentConsistentExamples } from "./discoveryDocumentConsistent";
import { discoveryPublicKeysOnlyExamples } from "./discoveryPublicKeysOnly";
import { gitlabIssuersExamples } from "./gitlabIssuers";
import { providerAudienceExamples } from "./providerAudience";
import { providerUrlNoTrailingSlashExamples } from "./providerUrlNoTrailingSlash";
import { providerUrlWellFormedExamples } from "./providerUrlWellFormed";
import { roleExposureExamples } from "./roleExposure";
import { rolePermissionsBoundedExamples } from "./rolePermissionsBounded";
import { trustAudienceExamples } from "./trustAudience";
import { trustAudienceRegisteredExamples } from "./trustAudienceRegistered";
import { trustConditionKeysExamples } from "./trustConditionKeys";
import { trustIssuerConsistentExamples } from "./trustIssuerConsistent";
import { trustOperatorsEffectiveExamples } from "./trustOperatorsEffective";
import { trustPolicyKnownExamples } from "./trustPolicyKnown";
import { trustPolicyReadableExamples } from "./trustPolicyReadable";
import { trustPrincipalAndActionExamples } from "./trustPrincipalAndAction";
import { trustProjectIdentityExamples } from "./trustProjectIdentity";
import { trustSubjectFormatExamples } from "./trustSubjectFormat";
import { trustSubjectNamespaceExamples } from "./trustSubjectNamespace";
import { trustSubjectProjectsExamples } from "./trustSubjectProjects";
import { trustSubjectRefsExamples } from "./trustSubjectRefs";
import { trustSubjectRequiredExamples } from "./trustSubjectRequired";
import { trustWildcardsNeedStringlikeExamples } from "./trustWildcardsNeedStringlike";
import type { PolicyExample } from "./policyExample";

/** The cases of every policy, by its name: for the tests, and for the pages that explain the policies. */
export const examplesByPolicy: Readonly<Record<string, readonly PolicyExample[]>> = {
    "discovery-bucket-least-public": discoveryBucketLeastPublicExamples,
    "discovery-bucket-protected": discoveryBucketProtectedExamples,
    "discovery-bucket-write-protected": discoveryBucketWriteProtectedExamples,
    "discovery-document-consistent": discoveryDocumentConsistentExamples,
    "discovery-public-keys-only": discoveryPublicKeysOnlyExamples,
    "gitlab-issuers": gitlabIssuersExamples,
    "provider-audience": providerAudienceExamples,
    "provider-url-no-trailing-slash": providerUrlNoTrailingSlashExamples,
    "provider-url-well-formed": providerUrlWellFormedExamples,
    "role-exposure": roleExposureExamples,
    "role-permissions-bounded": rolePermissionsBoundedExamples,
    "trust-audience": trustAudienceExamples,
    "trust-audience-registered": trustAudienceRegisteredExamples,
    "trust-condition-keys": trustConditionKeysExamples,
    "trust-issuer-consistent": trustIssuerConsistentExamples,
    "trust-operators-effective": trustOperatorsEffectiveExamples,
    "trust-policy-known": trustPolicyKnownExamples,
    "trust-policy-readable": trustPolicyReadableExamples,
    "trust-principal-and-action": trustPrincipalAndActionExamples,
    "trust-project-identity": trustProjectIdentityExamples,
    "trust-subject-format": trustSubjectFormatExamples,
    "trust-subject-namespace": trustSubjectNamespaceExamples,
    "trust-subject-projects": trustSubjectProjectsExamples,
    "trust-subject-refs": trustSubjectRefsExamples,
    "trust-subject-required": trustSubjectRequiredExamples,
    "trust-wildcards-need-stringlike": trustWildcardsNeedStringlikeExamples,
};
