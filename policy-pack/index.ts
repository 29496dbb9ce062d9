import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

// Constructing it starts the server: whoever wants the policies themselves imports them from ./policies.
new PolicyPack("gitlab-aws-oidc", {
    displayName: "GitLab CI/CD into AWS",
    description:
        "Finds trust policies for GitLab CI/CD that are open to strangers or closed to everybody, at preview.",
    tags: ["aws", "iam", "gitlab", "oidc"],
    policies,
});
