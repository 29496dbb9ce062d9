import { allow, failing, passing, type PolicyCase, provider, role } from "../cases";
import {
    analyzeRole,
    isGitlab,
    holdOrganisation,
    type IdentityProvider,
    identityProviders,
    matchesIssuerGlob,
    type Organisation,
    organisationKeys,
    resourcePolicy,
    type ResourceKind,
    type TrustedRole,
    trustedRoles,
    type Violation,
} from "../engine";

/** What trusts an issuer: a provider or a role. */
type Trusting = { provider: IdentityProvider; role?: never } | { provider?: never; role: TrustedRole };

const trusting: ResourceKind<Trusting> = {
    noun: (type) => (trustedRoles.types.includes(type) ? trustedRoles.noun : identityProviders.noun),
    types: [...identityProviders.types, ...trustedRoles.types],
    read: (resource) =>
        trustedRoles.types.includes(resource.type)
            ? { role: trustedRoles.read(resource) }
            : { provider: identityProviders.read(resource) },
};

/**
 * An identity provider or a role for a GitLab that the organisation has not allowed. It is the first policy of the pack, and hands
 * the organisation's settings on to the others.
 */
export const gitlabIssuers = resourcePolicy<Trusting, Organisation>({
    name: "gitlab-issuers",
    displayName: "GitLab instances that AWS may trust",
    finds: "a GitLab provider, or a role that trusts one, that the organisation has not allowed; holds the settings of all others",
    description: "An AWS account trusts only the GitLab instances that the organisation allows.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Remove the identity provider and the statements that trust it, or add its issuer to allowedIssuers: whoever operates an issuer can sign tokens for any subject.",
    tags: ["identity-provider", "settings"],
    config: organisationKeys,
    otherFinders: [
        { tool: "IAM Access Analyzer", share: "by a custom check that you write, and in principals only" },
    ],
    cases,
    kind: trusting,
    onConfig: holdOrganisation,
    check(trusted, { config: { allowedIssuers }, organisation }) {
        const { provider, role } = trusted;
        if (provider) {
            const isOurs = provider.issuer !== undefined && isGitlab(provider.issuer, organisation);
            return isOurs ? unallowedProvider(provider, allowedIssuers) : [];
        }
        const issuers = analyzeRole(role, organisation)?.issuers ?? [];
        return unallowedIssuers(issuers, role.documentKey, allowedIssuers);
    },
});

/** What is wrong with a provider that is known to be GitLab's, when only some issuers are allowed. */
export function unallowedProvider(
    { url, issuer }: IdentityProvider,
    allowed: readonly string[] | undefined,
): Violation[] {
    if (issuer === undefined || allowed === undefined || matchesIssuerGlob(allowed, issuer)) return [];
    return [
        {
            effect: "open",
            path: "url",
            value: url,
            message: `is not among the allowed issuers (${allowed.join(", ") || "none"}); whoever operates it can sign tokens for any subject`,
            fix: `Remove the provider, or add "${issuer}" to allowedIssuers of the policy gitlab-issuers.`,
        },
    ];
}

/** What is wrong with a role that trusts these GitLab issuers, when only some are allowed. */
export function unallowedIssuers(
    issuers: readonly string[],
    path: string,
    allowed: readonly string[] | undefined,
): Violation[] {
    if (allowed === undefined) return [];
    return issuers
        .filter((issuer) => !matchesIssuerGlob(allowed, issuer))
        .map((issuer) => ({
            effect: "open",
            path,
            value: issuer,
            message: `is trusted, and is not among the allowed issuers (${allowed.join(", ") || "none"}); whoever operates it can sign tokens for any subject`,
            fix: `Remove its statements, or add "${issuer}" to allowedIssuers of the policy gitlab-issuers.`,
        }));
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const allowed = { "gitlab-issuers": { allowedIssuers: ["gitlab.com", "gitlab.*.example.com"] } };
    const exact = "project_path:acme/web:ref_type:branch:ref:main";
    const trusting = (issuer: string, subject: string) =>
        role(
            allow(
                { StringEquals: { [`${issuer}:aud`]: "aws", [`${issuer}:sub`]: subject } },
                { Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` } },
            ),
        );
    const none = { "gitlab-issuers": { allowedIssuers: [] } };
    const ownInstance = {
        "gitlab-issuers": { issuers: [{ url: "https://git.example.com" }], allowedIssuers: ["gitlab.com"] },
    };

    const lookAlike = trusting("gitlab-com.example.net", "project_path:acme/web:ref_type:branch:ref:main");

    return [
        {
            ...passing("a role for an instance on the list", trusting("gitlab.eu.example.com", exact)),
            config: allowed,
        },
        {
            ...passing(
                "a role for another service",
                trusting("token.actions.githubusercontent.com", "repo:acme/web:ref:refs/heads/main"),
            ),
            config: none,
        },
        {
            ...passing("another vendor's tenant of that name", provider("https://gitlab.eu.auth0.com/")),
            config: none,
        },
        {
            ...passing(
                "a cluster whose host contains the word",
                provider("https://gitlab-cluster.example.com"),
            ),
            config: {
                "gitlab-issuers": { allowedIssuers: [], otherIssuers: ["gitlab-cluster.example.com"] },
            },
        },
        {
            ...failing(
                "a role for an instance that is not on the list",
                trusting("gitlab.example.org", exact),
            ),
            config: allowed,
        },
        { ...failing("a role for a look-alike of gitlab.com", lookAlike), config: allowed },
        {
            ...failing(
                "a role for a host that only its subject betrays",
                trusting("code.example.org", exact),
            ),
            config: allowed,
        },
        ...[
            "evil.test/a.example.com",
            "gitlab.evil.test/x.example.com",
            "gitlab.com.evil.test",
            "gitlab.com/evil",
        ].map((issuer) => ({
            ...failing(`a role for ${issuer}, whose path or end looks allowed`, trusting(issuer, exact)),
            config: {
                "gitlab-issuers": { allowedIssuers: ["gitlab.com", "gitlab.*.example.com", "*.example.com"] },
            },
        })),
        {
            ...failing(
                "a bucket that serves as an instance's issuer",
                trusting("oidc-x.s3.eu-west-1.amazonaws.com", exact),
            ),
            config: allowed,
        },
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
