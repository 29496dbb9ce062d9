import { parseIssuer } from "../../trust/gitlab";
import { matchesIssuerGlob } from "../config/issuerGlob";
import { type IdentityProvider, identityProviders } from "../resources/identityProvider";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";

/** An issuer URL that ends in a slash, though the issuer's tokens do not. */
export const providerUrlNoTrailingSlash: ResourcePolicyDefinition<IdentityProvider, object> = {
    name: "provider-url-no-trailing-slash",
    displayName: "No trailing slash in an issuer URL",
    description:
        "The URL of an identity provider has no slash at its end, unless the issuer's tokens have one.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Remove the slash. This replaces the provider and changes its ARN, so the trust policies that name it change too. An issuer whose tokens do end in a slash belongs into trailingSlashIssuers of gitlab-issuers.",
    tags: ["identity-provider"],
    config: {},
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
};
