import { createRequire } from "node:module";
import type * as iam from "@aws-sdk/client-iam";
import { CommandError } from "../terminal";

/** The SDK of IAM, loaded when it is first needed: it takes longer than everything else that most commands do. */
export function iamSdk(): typeof iam {
    return createRequire(__filename)("@aws-sdk/client-iam") as typeof iam;
}

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
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = await new (iamSdk().IAMClient)({
            region,
        }).config.credentials();
        return {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
            ...(expiration === undefined ? {} : { expiration }),
        };
    } catch (error) {
        const { name, reason, isConnection } = awsFailure(error);
        if (isConnection)
            throw new CommandError(
                `AWS could not be reached to assume the role: ${reason}.`,
                "Check this machine's network access, proxy and AWS_ENDPOINT_URL settings.",
            );
        if (name === "CredentialsProviderError")
            throw new CommandError(
                "No AWS credentials were found.",
                "Run this in a job that assumes its role as the snippet does, or set AWS_PROFILE.",
            );
        throw new CommandError(
            `The role could not be assumed: ${name}: ${reason}`,
            "See: gitlab-aws-oidc explain",
        );
    }
}

/** Why a call to AWS failed. */
export interface AwsFailure {
    /** AWS's code, such as `AccessDenied`, or the name of an error of this machine. */
    name: string;
    /** The first line of the message; of a connection error its codes, such as `ECONNREFUSED 127.0.0.1:443`. */
    reason: string;
    /** Whether AWS was not reached at all. */
    isConnection: boolean;
}

/**
 * Reads an error of the AWS SDK or of fetch. Only the first line of a message is kept: after it, the answer to a wrong signature
 * repeats the request with the session token in it. Where several addresses were tried, Node.js gives an AggregateError without
 * a message, and the reasons are in its parts.
 */
export function awsFailure(error: unknown): AwsFailure {
    if (!(error instanceof Error)) return { name: "Error", reason: "unknown", isConnection: false };
    const parts = connectionErrors(error, 0);
    const codes = parts.map(({ code = "", address, port, hostname }) =>
        [code, address === undefined ? hostname : `${address}:${String(port)}`].filter(Boolean).join(" "),
    );
    const [line = ""] = error.message.split("\n");
    return {
        name: error.name,
        reason: codes.length > 0 ? [...new Set(codes)].join(", ") : line === "" ? error.name : line,
        isConnection: codes.length > 0 || error.name === "TimeoutError",
    };
}

interface ConnectionError extends NodeJS.ErrnoException {
    address?: string;
    port?: number;
    hostname?: string;
}

const connectionCodes =
    /^(E(CONN|HOST|NET|ADDR|PIPE|TIMEDOUT|AI_)\w*|ENOTFOUND|UND_ERR_\w+|CERT_\w+|\w*_CERT\w*|ERR_TLS_\w+|ERR_SSL_\w+)$/;

function connectionErrors(error: unknown, depth: number): ConnectionError[] {
    if (!(error instanceof Error) || depth > 4) return [];
    const inner = [
        ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
        error.cause,
    ].flatMap((one) => connectionErrors(one, depth + 1));
    const { code } = error as ConnectionError;
    return inner.length === 0 && code !== undefined && connectionCodes.test(code) ? [error] : inner;
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
