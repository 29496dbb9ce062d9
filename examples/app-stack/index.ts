import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const roleKey = config.require("roleKey");
const federation = new pulumi.StackReference(config.require("federationStack"));

/** The role that this application's jobs assume; it belongs to the platform team's stack. */
export const roleArn = federation.requireOutput("roleArns").apply((roleArns: Record<string, string>) => {
    const arn = roleArns[roleKey];
    if (arn === undefined) {
        throw new pulumi.RunError(
            `roleKey = "${roleKey}" is no role of the federation stack; it has: ${Object.keys(roleArns).join(", ")}.`,
        );
    }
    return arn;
});

const bucket = new aws.s3.Bucket("site", { forceDestroy: true });

// The bucket is this team's, so this team says who may write to it: the platform's stack stays as it is.
new aws.s3.BucketPolicy("jobs", {
    bucket: bucket.bucket,
    policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: roleArn },
                Action: "s3:ListBucket",
                Resource: bucket.arn,
            },
            {
                Effect: "Allow",
                Principal: { AWS: roleArn },
                Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                Resource: pulumi.interpolate`${bucket.arn}/*`,
            },
        ],
    }),
});

/** The bucket that the jobs deploy to. */
export const bucketName = bucket.bucket;
