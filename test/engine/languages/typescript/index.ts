import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation } from "@pulumi/gitlab-aws-oidc";

const config = new pulumi.Config();

const federation = new GitLabFederation("gitlab", {
    gitlabUrl: config.require("gitlabUrl"),
    roleNamePrefix: "typescript",
    roles: {
        web: {
            subjects: [{ project: config.require("project"), branches: ["main"] }],
            managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        },
    },
});

export const roleArns = federation.roleArns;
