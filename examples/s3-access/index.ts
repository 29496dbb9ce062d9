import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";

const config = new pulumi.Config();
const project = config.require("project");
const projectId = config.require("projectId");

const bucket = new aws.s3.Bucket("artifacts");

const gitlab = new GitLabFederation("gitlab", {
    roles: {
        "s3-read": {
            description: "Reads the bucket from GitLab jobs.",
            subjects: [{ project, projectId, branches: ["main"], protectedRefsOnly: true }],
            inlinePolicies: {
                // Who may assume the role is known at preview; what it may do can wait for the bucket's name.
                "read-bucket": pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        { Effect: "Allow", Action: "s3:ListBucket", Resource: bucket.arn },
                        {
                            Effect: "Allow",
                            Action: "s3:GetObject",
                            Resource: pulumi.interpolate`${bucket.arn}/*`,
                        },
                    ],
                }),
            },
        },
    },
});

/** The job's `S3_READ_ROLE_ARN`. */
export const roleArn = gitlab.roleArns.apply((arns) => arns["s3-read"] ?? "");
/** The job's `aud`. */
export const audience = gitlab.audience;
/** The job's `AWS_S3_BUCKET`. */
export const bucketName = bucket.bucket;
