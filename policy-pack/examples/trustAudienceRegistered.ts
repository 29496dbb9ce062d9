import { failing, passing, provider, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const role = (audience: string) =>
    roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main", {
        "gitlab.com:aud": audience,
    });

/** Cases of `trust-audience-registered`. */
export const trustAudienceRegisteredExamples: PolicyExample[] = [
    passing(
        "one audience in both",
        provider("https://gitlab.com", ["aws-production"]),
        role("aws-production"),
    ),
    passing("one of two", provider("https://gitlab.com", ["aws", "aws-production"]), role("aws-production")),
    passing("a provider that is in another stack", role("aws-production")),
    passing(
        "a provider of another instance",
        provider("https://gitlab.example.com", ["aws"]),
        role("aws-production"),
    ),
    failing("another audience", provider("https://gitlab.com", ["aws"]), role("aws-production")),
    failing("other letter case", provider("https://gitlab.com", ["AWS-production"]), role("aws-production")),
];
