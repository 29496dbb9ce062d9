import { parseIssuer } from "../../trust/gitlab";
import { isGitlabIssuer } from "../../trust/admission";
import { type IdentityProvider, identityProviders } from "../resources/identityProvider";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";

/** A GitLab issuer URL that AWS refuses, or that no token's `iss` equals. */
export const providerUrlWellFormed: ResourcePolicyDefinition<IdentityProvider, object> = {
    name: "provider-url-well-formed",
    displayName: "Well-formed issuer URL",
    description:
        "The URL of a GitLab identity provider is spelt as the instance's tokens spell their issuer.",
    level: "mandatory",
    severity: "medium",
    effect: "closed",
    remediationSteps:
        "Write the instance's address as its tokens have it in iss: https, host in lower case, the path of a relative URL install, and nothing else.",
    tags: ["identity-provider"],
    config: {},
    kind: identityProviders,
    check({ url, issuer }, { organisation }) {
        if (url === undefined || issuer === undefined || !isGitlabIssuer(issuer, organisation)) return [];
        return parseIssuer(url)
            .problems.filter(({ code }) => code !== "trailing-slash")
            .map(({ message, fix }) => ({ effect: "closed", path: "url", value: url, message, fix }));
    },
};
