import { failing, passing, roleForSubject } from "./exampleResources";
import type { PolicyExample } from "./policyExample";

const withKey = (key: string, value: unknown = "x") =>
    roleForSubject("StringEquals", "project_path:acme/web:ref_type:branch:ref:main", { [key]: value });

/** Cases of `trust-condition-keys`. */
export const trustConditionKeysExamples: PolicyExample[] = [
    passing("a key of gitlab.com", withKey("gitlab.com:pipeline_source", "push")),
    passing("a key in other letter case", withKey("GitLab.com:PIPELINE_SOURCE", "push")),
    passing("a global key", withKey("aws:RequestedRegion", "eu-west-1")),
    {
        ...passing("a key that the config adds", withKey("gitlab.com:environment", "production")),
        config: { "trust-condition-keys": { additionalConditionKeys: ["environment"] } },
    },
    failing("a claim that is no key", withKey("gitlab.com:environment", "production")),
    failing("a claim that the subject holds", withKey("gitlab.com:project_path", "acme/web")),
    failing("a key with a scheme", withKey("https://gitlab.com:pipeline_source", "push")),
];
