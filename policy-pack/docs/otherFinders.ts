/** A tool that finds some of what a policy finds. */
export interface OtherFinder {
    /** Its name: `checkov`. */
    tool: string;
    /** How much of it, in words. */
    share: string;
}

const accessAnalyzer = (share: string): OtherFinder => ({ tool: "IAM Access Analyzer", share });
const trustEdge = (share: string): OtherFinder => ({ tool: "TrustEdge", share });
const trajan = (share: string): OtherFinder => ({ tool: "trajan", share });

/**
 * Who else finds what a policy finds, by the policy's name; an empty list where nobody was found. As of 2026-11, from the
 * documentation and sources of checkov, IAM Access Analyzer's policy validation, the guard of the IAM API, Datadog's
 * posture rules, cloud-audit, TrustEdge, trajan, parliament, trivy, prowler, ScoutSuite, cfn-guard, cfn-lint, KICS, the
 * AWS provider and Pulumi's published packs.
 */
export const otherFinders: Readonly<Record<string, readonly OtherFinder[]>> = {
    "gitlab-issuers": [accessAnalyzer("by a custom check that you write, and in principals only")],
    "provider-url-no-trailing-slash": [],
    "provider-url-well-formed": [{ tool: "AWS provider (aws)", share: "http:// and a query" }],
    "provider-audience": [],
    "trust-policy-readable": [accessAnalyzer("duplicate keys and the version")],
    "trust-principal-and-action": [
        accessAnalyzer("NotPrincipal and the wrong action"),
        { tool: "checkov", share: "the principal * alone" },
    ],
    "trust-issuer-consistent": [],
    "trust-audience": [],
    "trust-subject-required": [
        { tool: "IAM API", share: "a missing sub on gitlab.com, at the deployment" },
        { tool: "Datadog", share: "a missing sub, on live accounts" },
        { tool: "cloud-audit", share: "a missing sub, on live accounts" },
        trustEdge("missing, and nothing but wildcards"),
        { tool: "checkov", share: "for GitHub's issuer alone" },
    ],
    "trust-subject-namespace": [trustEdge("without GitLab's grammar")],
    "trust-subject-projects": [],
    "trust-subject-refs": [trajan("from GitLab's side: which refs are protected")],
    "trust-subject-format": [trajan("from GitLab's side: a project's own subject components")],
    "trust-wildcards-need-stringlike": [accessAnalyzer("as a general warning"), trustEdge("for any issuer")],
    "trust-operators-effective": [
        accessAnalyzer("ForAllValues and IfExists"),
        trustEdge("negated operators and Null"),
    ],
    "trust-condition-keys": [
        accessAnalyzer("operators of the wrong type"),
        { tool: "parliament", share: "keys of AWS's own services, not of issuers" },
    ],
    "trust-project-identity": [],
    "discovery-public-keys-only": [],
    "trust-policy-known": [],
    "trust-audience-registered": [],
    "role-exposure": [trustEdge("as its model: exposure times permissions")],
    "role-permissions-bounded": [],
    "discovery-document-consistent": [],
    "discovery-bucket-least-public": [],
    "discovery-bucket-write-protected": [],
    "discovery-bucket-protected": [],
};
