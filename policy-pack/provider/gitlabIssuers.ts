import { isGitlabIssuer } from "../../trust/admission";
import { matchesIssuerGlob } from "../config/issuerGlob";
import { holdOrganisation, type Organisation, organisationKeys } from "../config/organisation";
import { type IdentityProvider, identityProviders } from "../resources/identityProvider";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";

/**
 * An identity provider for a GitLab that the organisation has not allowed. It is the first policy of the pack, and hands
 * the organisation's settings on to the others.
 */
export const gitlabIssuers: ResourcePolicyDefinition<IdentityProvider, Organisation> = {
    name: "gitlab-issuers",
    displayName: "GitLab instances that AWS may trust",
    description: "An AWS account trusts only the GitLab instances that the organisation allows.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Remove the identity provider, or add its issuer to allowedIssuers: who runs an issuer can sign a token for any subject.",
    tags: ["identity-provider", "settings"],
    config: organisationKeys,
    kind: identityProviders,
    onConfig: holdOrganisation,
    check({ url, issuer }, { config, organisation }) {
        const allowed = config.allowedIssuers;
        if (issuer === undefined || allowed === undefined) return [];
        if (!isGitlabIssuer(issuer, organisation) || matchesIssuerGlob(allowed, issuer)) return [];
        return [
            {
                effect: "open",
                path: "url",
                value: url,
                message: `is not among the allowed issuers (${allowed.join(", ") || "none"}); who runs it can sign a token for any subject`,
                fix: `Remove the provider, or add "${issuer}" to allowedIssuers of the policy gitlab-issuers.`,
            },
        ];
    },
};
