import { failing, passing, provider } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const allowed = { "gitlab-issuers": { allowedIssuers: ["gitlab.com", "gitlab.*.example.com"] } };
const none = { "gitlab-issuers": { allowedIssuers: [] } };
const ownInstance = {
    "gitlab-issuers": { issuers: [{ url: "https://git.example.com" }], allowedIssuers: ["gitlab.com"] },
};

/** Cases of `gitlab-issuers`. */
export const gitlabIssuersExamples: PolicyExample[] = [
    passing("any instance, where no list is set", provider("https://gitlab.example.org", ["aws"])),
    { ...passing("an instance on the list", provider("https://gitlab.com", ["aws"])), config: allowed },
    {
        ...passing("an instance that a glob allows", provider("https://gitlab.eu.example.com", ["aws"])),
        config: allowed,
    },
    {
        ...passing("an issuer that is no GitLab", provider("https://token.actions.githubusercontent.com")),
        config: none,
    },
    {
        ...failing("an instance that is not on the list", provider("https://gitlab.example.org", ["aws"])),
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
