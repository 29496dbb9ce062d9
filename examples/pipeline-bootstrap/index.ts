import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";
import {
    boundaryArn,
    boundaryNames,
    deployPolicy,
    managedPath,
    managedRoleBoundary,
    pipelineBoundary,
    pipelinePath,
    type PipelineScope,
    previewPolicy,
} from "./policies";

const config = new pulumi.Config();
const gitlabUrl = config.get("gitlabUrl") ?? "https://gitlab.com";
const stateKeyArn = config.get("stateKeyArn");
const scope: PipelineScope = {
    partition: config.get("partition") ?? "aws",
    accountId: config.require("accountId"),
    issuer: gitlabUrl.replace(/^https:\/\//, ""),
    stateBucket: config.require("stateBucket"),
    ...(stateKeyArn === undefined ? {} : { stateKeyArn }),
};
const project = config.require("project");
const projectId = config.require("projectId");

const boundaries = Object.entries({
    pipeline: pipelineBoundary(scope),
    managed: managedRoleBoundary(scope),
} as const).map(
    ([which, policy]) =>
        new aws.iam.Policy(boundaryNames[which as keyof typeof boundaryNames], {
            name: boundaryNames[which as keyof typeof boundaryNames],
            path: pipelinePath,
            description: "Limits roles of the GitLab pipeline. Changed by people only.",
            policy: JSON.stringify(policy),
        }),
);

const gitlab = new GitLabFederation(
    "pipeline",
    {
        gitlabUrl,
        accountId: scope.accountId,
        partition: scope.partition,
        roleNamePrefix: "pipeline",
        roleDefaults: { path: pipelinePath, permissionsBoundary: boundaryArn(scope, "pipeline") },
        roles: {
            preview: {
                description: "Previews and drift checks of the pipeline: reads, and changes nothing.",
                // A merge request's jobs have its source branch as their ref.
                subjects: [{ project, projectId, branches: ["*"] }],
                inlinePolicies: { preview: JSON.stringify(previewPolicy(scope)) },
            },
            deploy: {
                description: "Updates from the protected branch main.",
                subjects: [{ project, projectId, branches: ["main"], protectedRefsOnly: true }],
                inlinePolicies: { deploy: JSON.stringify(deployPolicy(scope)) },
            },
        },
    },
    { dependsOn: boundaries },
);

/** The inputs preview-role-arn and deploy-role-arn of the component pulumi-deploy. */
export const roleArns = gitlab.roleArns;
/** The input audience of the component. */
export const audience = gitlab.audience;
/** What roleDefaults of the stacks that the pipeline deploys must have. */
export const managedRoleDefaults = {
    path: managedPath,
    permissionsBoundary: boundaryArn(scope, "managed"),
};
