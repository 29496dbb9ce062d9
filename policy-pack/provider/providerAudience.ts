import { audienceProblems } from "../../trust/gitlab";
import { configuredIssuer, isGitlabIssuer } from "../../trust/admission";
import { type IdentityProvider, identityProviders } from "../resources/identityProvider";
import type { ResourcePolicyDefinition } from "../sdk/resourcePolicy";
import type { Violation } from "../sdk/violation";

/** A GitLab provider without an audience, or with one that no job will have asked for. */
export const providerAudience: ResourcePolicyDefinition<IdentityProvider, object> = {
    name: "provider-audience",
    displayName: "Audience of an identity provider",
    description: "A GitLab identity provider registers the audiences that jobs ask for, and no others.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Register the audience that id_tokens: aud has in the jobs, letter by letter. Any literal will do; the issuer's address and sts.amazonaws.com are common.",
    tags: ["identity-provider", "audience"],
    config: {},
    kind: identityProviders,
    check(provider, { organisation }) {
        const { issuer, audiencesKey, audiences, hasUnknownAudiences } = provider;
        if (issuer === undefined || !isGitlabIssuer(issuer, organisation)) return [];
        if (audiences.length === 0 && !hasUnknownAudiences) {
            const message = "has no audience, so AWS refuses every token with it";
            const fix = `Write the audience that jobs ask for, such as ["https://${issuer}"].`;
            return [{ effect: "closed", path: audiencesKey, message, fix }];
        }
        const agreed = configuredIssuer(issuer, organisation)?.audiences;
        return audiences.flatMap(({ text, path }): Violation[] => {
            if (agreed?.includes(text)) return [];
            const place = { path, value: text };
            const [problem] = audienceProblems(text, issuer);
            if (problem) return [{ ...place, effect: "closed", message: problem.message, fix: problem.fix }];
            if (agreed === undefined) return [];
            const message = "is not an audience that the organisation has agreed on for this issuer";
            const fix = `Write ${agreed.map((audience) => JSON.stringify(audience)).join(" or ")}, or add it to the issuer's audiences in gitlab-issuers.`;
            return [{ ...place, effect: "open", message, fix }];
        });
    },
};
