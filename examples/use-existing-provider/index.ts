import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";

const gitlab = new GitLabFederation("gitlab", {
    // An account has one provider for each issuer, and another stack, or another tool, owns this one.
    useExistingProvider: true,
    roles: {
        release: {
            description: "Publishes container images of releases.",
            subjects: [
                { project: "acme/shop/api", projectId: "51230003", gitTags: ["v*"], protectedRefsOnly: true },
            ],
            managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"],
        },
    },
});

/** The provider that was found. */
export const providerArn = gitlab.providerArn;
/** The roles' ARNs by key. */
export const roleArns = gitlab.roleArns;
