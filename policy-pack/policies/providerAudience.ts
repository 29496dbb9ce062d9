import { audienceProblems } from "../../trust/gitlab";
import { configuredIssuer } from "../../trust/admission";
import { failing, passing, type PolicyCase, provider } from "../cases";
import {
    isGitlab,
    type IdentityProvider,
    identityProviders,
    resourcePolicy,
    type Violation,
    type Organisation,
} from "../engine";

/** A GitLab provider without an audience, or with one that no job will have asked for. */
export const providerAudience = resourcePolicy<IdentityProvider, object>({
    name: "provider-audience",
    displayName: "Audience of an identity provider",
    finds: "a GitLab provider without an audience, or with one that no job asks for",
    description: "A GitLab identity provider registers the audiences that jobs ask for, and no others.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Register the audience that id_tokens: aud has in the jobs, letter by letter. Any literal will do; the issuer's address and sts.amazonaws.com are common.",
    tags: ["identity-provider", "audience"],
    config: {},
    otherFinders: [],
    cases,
    kind: identityProviders,
    check: (provider, { organisation }) =>
        provider.issuer !== undefined && isGitlab(provider.issuer, organisation)
            ? audienceViolations(provider, organisation)
            : [],
});

/** What is wrong with the audiences of a provider that is known to be GitLab's. */
export function audienceViolations(provider: IdentityProvider, organisation: Organisation): Violation[] {
    const { issuer, audiencesKey, audiences, hasUnknownAudiences } = provider;
    if (issuer === undefined) return [];
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
}

/** What it passes and what it reports. */
function cases(): PolicyCase[] {
    const agreed = {
        "gitlab-issuers": { issuers: [{ url: "https://gitlab.example.com", audiences: ["aws-production"] }] },
    };

    return [
        passing("the issuer's own address", provider("https://gitlab.com", ["https://gitlab.com"])),
        passing("AWS's usual audience", provider("https://gitlab.com", ["sts.amazonaws.com"])),
        passing("a name of the team's own", provider("https://gitlab.example.com", ["aws-production"])),
        passing("another service without audience", provider("https://token.actions.githubusercontent.com")),
        {
            ...passing("the agreed audience", provider("https://gitlab.example.com", ["aws-production"])),
            config: agreed,
        },
        passing("another vendor's tenant of that name", provider("https://gitlab.eu.auth0.com/")),
        {
            ...passing(
                "a cluster whose host contains the word",
                provider("https://gitlab-cluster.example.com"),
            ),
            config: { "gitlab-issuers": { otherIssuers: ["gitlab-cluster.example.com"] } },
        },
        failing("no audience", provider("https://gitlab.com")),
        failing("an empty list", provider("https://gitlab.com", [])),
        failing("the bare host", provider("https://gitlab.com", ["gitlab.com"])),
        failing("a slash too many", provider("https://gitlab.com", ["https://gitlab.com/"])),
        failing("http", provider("https://gitlab.example.com", ["http://gitlab.example.com"])),
        failing("other letter case", provider("https://gitlab.example.com", ["https://GitLab.example.com"])),
        failing("a good one and a wildcard", provider("https://gitlab.com", ["https://gitlab.com", "*"])),
        {
            ...failing("one that is not agreed on", provider("https://gitlab.example.com", ["aws"])),
            config: agreed,
        },
    ];
}
