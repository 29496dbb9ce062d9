import { failing, passing, provider } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const agreed = {
    "gitlab-issuers": { issuers: [{ url: "https://gitlab.example.com", audiences: ["aws-production"] }] },
};

/** Cases of `provider-audience`. */
export const providerAudienceExamples: PolicyExample[] = [
    passing("the issuer's own address", provider("https://gitlab.com", ["https://gitlab.com"])),
    passing("AWS's usual audience", provider("https://gitlab.com", ["sts.amazonaws.com"])),
    passing("a name of the team's own", provider("https://gitlab.example.com", ["aws-production"])),
    passing("another service without audience", provider("https://token.actions.githubusercontent.com")),
    {
        ...passing("the agreed audience", provider("https://gitlab.example.com", ["aws-production"])),
        config: agreed,
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
