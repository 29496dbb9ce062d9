import { IAMClient } from "@aws-sdk/client-iam";
import { CommandError } from "../terminal";
import { quietSdk } from "./quietSdk";
import type { SessionCredentials } from "./sessionCredentials";

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
