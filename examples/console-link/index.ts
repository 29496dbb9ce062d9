import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";

const config = new pulumi.Config();

const gitlab = new GitLabFederation("gitlab", {
    gitlabUrl: config.require("gitlabUrl"),
    // Any text will do, as long as job, provider and role have the same.
    audience: config.require("audience"),
    roles: {
        console: {
            description: "People look around in the console, by a link that a job makes.",
            subjects: [{ project: config.require("project"), branches: ["main"] }],
            managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
            // On a self-managed instance AWS offers only `aud` and `sub`; the runners' address is a second factor.
            additionalConditions: {
                IpAddress: { "aws:SourceIp": config.requireObject<string[]>("runnerNetworks") },
            },
        },
    },
});

/** The `role-arn` of the component aws-console-link. */
export const roleArn = gitlab.roleArns.apply((arns) => arns["console"] ?? "");
/** The `audience` of the component. */
export const audience = gitlab.audience;
