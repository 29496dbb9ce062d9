import { parseIssuer } from "../../trust/gitlab";
import { failing, passing, type PolicyCase, provider } from "../cases";
import { type IdentityProvider, identityProviders, matchesIssuerGlob, resourcePolicy } from "../engine";

/** An issuer URL that ends in a slash, though the issuer's tokens do not. */
export const providerUrlNoTrailingSlash = resourcePolicy<IdentityProvider, object>({
    name: "provider-url-no-trailing-slash",
    displayName: "No trailing slash in an issuer URL",
    finds: "an issuer URL that ends in a slash, though its tokens' `iss` does not",
    description:
        "The URL of an identity provider has no slash at its end, unless the issuer's tokens have one.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Remove the slash. This replaces the provider and changes its ARN, so the trust policies that name it change too. An issuer whose tokens do end in a slash belongs into trailingSlashIssuers of gitlab-issuers.",
    tags: ["identity-provider"],
    config: {},
    otherFinders: [],
    cases,
    kind: identityProviders,
    check({ url, issuer }, { organisation }) {
        if (url === undefined || issuer === undefined) return [];
        if (matchesIssuerGlob(organisation.trailingSlashIssuers, issuer)) return [];
        const problem = parseIssuer(url).problems.find(({ code }) => code === "trailing-slash");
        if (problem === undefined) return [];
        return [
            {
                effect: "closed",
                path: "url",
                value: url,
                message: "ends in a slash; the issuer's tokens have none, and AWS compares byte for byte",
                fix: `${problem.fix} The provider is replaced, and its ARN changes with it.`,
            },
        ];
    },
});

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    return [
        passing("gitlab.com", provider("https://gitlab.com", ["https://gitlab.com"])),
        passing("a GitLab below a path", provider("https://gitlab.example.com/gitlab", ["aws"])),
        passing("Auth0, whose tokens end in a slash", provider("https://tenant.eu.auth0.com/", ["aws"])),
        passing(
            "an AKS cluster, whose tokens end in a slash",
            provider("https://westeurope.oic.prod-aks.azure.com/11111111/22222222/", ["aws"]),
        ),
        {
            ...passing("an issuer that the config names", provider("https://login.example.com/", ["aws"])),
            config: { "gitlab-issuers": { trailingSlashIssuers: ["login.example.com"] } },
        },
        failing("gitlab.com with a slash", provider("https://gitlab.com/", ["https://gitlab.com"])),
        failing(
            "a GitLab below a path with a slash",
            provider("https://gitlab.example.com/gitlab/", ["aws"]),
        ),
    ];
}
