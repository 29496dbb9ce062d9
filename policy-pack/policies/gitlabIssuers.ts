import { isGitlabIssuer } from "../../trust/verdict/gitlabIssuers";
import { failing, passing, type PolicyCase, provider } from "../cases";
import {
    holdOrganisation,
    type IdentityProvider,
    identityProviders,
    matchesIssuerGlob,
    type Organisation,
    organisationKeys,
    resourcePolicy,
} from "../engine";

/**
 * An identity provider for a GitLab that the organisation has not allowed. It is the first policy of the pack, and hands
 * the organisation's settings on to the others.
 */
export const gitlabIssuers = resourcePolicy<IdentityProvider, Organisation>({
    name: "gitlab-issuers",
    displayName: "GitLab instances that AWS may trust",
    finds: "a GitLab provider that the organisation has not allowed; holds the settings of all others",
    description: "An AWS account trusts only the GitLab instances that the organisation allows.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Remove the identity provider, or add its issuer to allowedIssuers: who runs an issuer can sign a token for any subject.",
    tags: ["identity-provider", "settings"],
    config: organisationKeys,
    otherFinders: [
        { tool: "IAM Access Analyzer", share: "by a custom check that you write, and in principals only" },
    ],
    cases,
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
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const allowed = { "gitlab-issuers": { allowedIssuers: ["gitlab.com", "gitlab.*.example.com"] } };
    const none = { "gitlab-issuers": { allowedIssuers: [] } };
    const ownInstance = {
        "gitlab-issuers": { issuers: [{ url: "https://git.example.com" }], allowedIssuers: ["gitlab.com"] },
    };

    return [
        passing("any instance, where no list is set", provider("https://gitlab.example.org", ["aws"])),
        { ...passing("an instance on the list", provider("https://gitlab.com", ["aws"])), config: allowed },
        {
            ...passing("an instance that a glob allows", provider("https://gitlab.eu.example.com", ["aws"])),
            config: allowed,
        },
        {
            ...passing(
                "an issuer that is no GitLab",
                provider("https://token.actions.githubusercontent.com"),
            ),
            config: none,
        },
        {
            ...failing(
                "an instance that is not on the list",
                provider("https://gitlab.example.org", ["aws"]),
            ),
            config: allowed,
        },
        {
            ...failing("gitlab.com, where the list is empty", provider("https://gitlab.com", ["aws"])),
            config: none,
        },
        {
            ...failing(
                "a host that only the config calls a GitLab",
                provider("https://git.example.com", ["aws"]),
            ),
            config: ownInstance,
        },
    ];
}
