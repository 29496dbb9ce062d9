import { parseIssuer } from "../../trust/gitlab";
import { failing, passing, type PolicyCase, provider } from "../cases";
import {
    isGitlab,
    type IdentityProvider,
    identityProviders,
    resourcePolicy,
    type Violation,
} from "../engine";

/** A GitLab issuer URL that AWS refuses, or that no token's `iss` equals. */
export const providerUrlWellFormed = resourcePolicy<IdentityProvider, object>({
    name: "provider-url-well-formed",
    displayName: "Well-formed issuer URL",
    finds: "a GitLab issuer URL that AWS refuses, or that no `iss` equals",
    description:
        "The URL of a GitLab identity provider is spelt as the instance's tokens spell their issuer.",
    level: "mandatory",
    severity: "medium",
    effect: "closed",
    remediationSteps:
        "Write the instance's address as its tokens have it in iss: https, host in lower case, the path of a relative URL install, and nothing else.",
    tags: ["identity-provider"],
    config: {},
    otherFinders: [{ tool: "AWS provider (aws)", share: "http:// and a query" }],
    cases,
    kind: identityProviders,
    check: (provider, { organisation }) =>
        provider.issuer !== undefined && isGitlab(provider.issuer, organisation)
            ? urlViolations(provider)
            : [],
});

/** What is wrong with the URL of a provider that is known to be GitLab's. */
export function urlViolations({ url }: IdentityProvider): Violation[] {
    if (url === undefined) return [];
    return parseIssuer(url)
        .problems.filter(({ code }) => code !== "trailing-slash")
        .map(({ message, fix }) => ({ effect: "closed", path: "url", value: url, message, fix }));
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    return [
        passing("a self-managed GitLab", provider("https://gitlab.example.com", ["aws"])),
        passing("a GitLab below a path", provider("https://gitlab.example.com/gitlab", ["aws"])),
        passing("another service's port", provider("https://issuer.example.com:8443", ["aws"])),
        passing(
            "another vendor's tenant of that name",
            provider("https://gitlab.okta.com:443/oauth2/default", ["aws"]),
        ),
        {
            ...passing("a cluster's port", provider("https://gitlab-cluster.example.com:6443", ["aws"])),
            config: { "gitlab-issuers": { otherIssuers: ["gitlab-cluster.example.com*"] } },
        },
        failing("http", provider("http://gitlab.example.com", ["aws"])),
        failing("no scheme, as AWS returns the URL", provider("gitlab.com", ["aws"])),
        failing("a port", provider("https://gitlab.example.com:8443", ["aws"])),
        failing("capital letters in the host", provider("https://GitLab.example.com", ["aws"])),
        failing("a query", provider("https://gitlab.example.com?a=b", ["aws"])),
        failing("white space", provider("https://gitlab.example.com ", ["aws"])),
        failing(
            "the address of the discovery document",
            provider("https://gitlab.example.com/.well-known/openid-configuration", ["aws"]),
        ),
        failing("a boolean in the path", provider("https://gitlab.example.com/undefined", ["aws"])),
        failing(
            "a website endpoint",
            provider("https://gitlab-oidc.s3-website-eu-west-1.amazonaws.com", ["aws"]),
        ),
        failing("a bucket with dots", provider("https://gitlab.oidc.s3.eu-west-1.amazonaws.com", ["aws"])),
    ];
}
