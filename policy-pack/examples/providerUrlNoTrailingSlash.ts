import { failing, passing, provider } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

/** Cases of `provider-url-no-trailing-slash`. */
export const providerUrlNoTrailingSlashExamples: PolicyExample[] = [
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
    failing("a GitLab below a path with a slash", provider("https://gitlab.example.com/gitlab/", ["aws"])),
];
