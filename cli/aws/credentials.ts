import { IAMClient } from "@aws-sdk/client-iam";
import { CommandError } from "../terminal";

/** Temporary credentials of a role. Secret: never printed. */
export interface SessionCredentials {
    accessKeyId: string;
    secretAccessKey: string;
    /** Absent for the long-term keys of a user. */
    sessionToken?: string;
    /** When they end, where that is known. */
    expiration?: Date;
}

/**
 * The credentials that an SDK would use here: environment, a job's web identity, profile, SSO. A role is assumed where the
 * environment says so. `region` is the one to ask STS in. Throws CommandError where there are none.
 */
export async function jobCredentials(region: string): Promise<SessionCredentials> {
    quietSdk();
    try {
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = await new IAMClient({
            region,
        }).config.credentials();
        return {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
            ...(expiration === undefined ? {} : { expiration }),
        };
    } catch (error) {
        const { name, message } = error as Error;
        if (name === "CredentialsProviderError")
            throw new CommandError(
                "There are no AWS credentials here.",
                "Run this in a job that assumes its role as the snippet does, or set AWS_PROFILE.",
            );
        throw new CommandError(
            `The role could not be assumed: ${name}: ${message.split("\n")[0] ?? ""}`,
            "See: gitlab-aws-oidc explain",
        );
    }
}

/**
 * Keeps the AWS SDK from printing which Node versions its future releases will want: that concerns whoever updates it,
 * not whoever runs a command. To be called before a client is made.
 */
export function quietSdk(): void {
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}

/**
 * The region that signs requests to IAM, per partition; other partitions take AWS_REGION.
 * Source: https://docs.aws.amazon.com/general/latest/gr/iam-service.html and the endpoint tables of the AWS SDKs. Read 2026-11.
 */
const iamRegions: Readonly<Record<string, string>> = {
    aws: "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
};

/** The region to ask IAM of a partition in; undefined where the SDK's own setting must do. */
export function iamRegion(partition: string): string | undefined {
    return iamRegions[partition];
}
