import { failing, passing, provider } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

/** Cases of `provider-url-well-formed`. */
export const providerUrlWellFormedExamples: PolicyExample[] = [
    passing("a self-managed GitLab", provider("https://gitlab.example.com", ["aws"])),
    passing("a GitLab below a path", provider("https://gitlab.example.com/gitlab", ["aws"])),
    passing("another service's port", provider("https://issuer.example.com:8443", ["aws"])),
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
