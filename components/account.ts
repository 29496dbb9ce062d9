import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AccountScope, isAccountId, isPartition } from "../trust/aws";
import { DeploymentError } from "./errors";

/** The account and partition that a stack says it is for. */
export interface ExpectedAccount {
    /** Twelve digits. Defaults to the caller's account. */
    accountId?: string;
    /** A partition's name. Defaults to the caller's partition. */
    partition?: string;
}

/**
 * The account and partition that everything is created in, asked of AWS once. Both are known at preview, so that the
 * trust policies are. An account or partition other than the expected one is an error, and so is no answer where nothing
 * is expected: an AWS provider that is not configured yet gives none at preview.
 */
export function resolveAccount(
    expected: ExpectedAccount,
    parent: pulumi.Resource,
): pulumi.Output<AccountScope> {
    return pulumi.output(ask(expected, parent));
}

async function ask(expected: ExpectedAccount, parent: pulumi.Resource): Promise<AccountScope> {
    const [identity, here] = await Promise.all([
        aws.getCallerIdentity({}, { parent }),
        aws.getPartition({}, { parent }),
    ]).catch((error: unknown) => {
        throw awsRefusal(error);
    });
    // An answer of a provider that is not configured lacks what the types promise.
    const accountId = (identity as Partial<typeof identity> | undefined)?.accountId;
    const partition = (here as Partial<typeof here> | undefined)?.partition;
    checkSame("accountId", expected.accountId, accountId);
    checkSame("partition", expected.partition, partition);
    return {
        accountId: known("accountId", expected.accountId ?? accountId, isAccountId),
        partition: known("partition", expected.partition ?? partition, isPartition),
    };
}

function checkSame(
    key: keyof ExpectedAccount,
    expected: string | undefined,
    actual: string | undefined,
): void {
    if (expected === undefined || actual === undefined || actual === "" || expected === actual) return;
    throw new DeploymentError(
        `${key} = ${JSON.stringify(expected)}, but the AWS credentials belong to ${JSON.stringify(actual)}; nothing is deployed.`,
        `Use credentials of ${JSON.stringify(expected)}, or change "${key}".`,
    );
}

function known(
    key: keyof ExpectedAccount,
    value: string | undefined,
    isValid: (value: string) => boolean,
): string {
    if (value !== undefined && isValid(value)) return value;
    throw new DeploymentError(
        `The AWS provider does not say which ${key === "accountId" ? "account" : "partition"} it is for, so no trust policy can be written.`,
        'Configure the provider, or set "accountId" and "partition" in the stack\'s config.',
    );
}

/**
 * Why the AWS plugin does not start or does not answer, by the texts of AWS, its SDK for Go and the provider, and what to
 * do. The first match counts. Sources: github.com/hashicorp/aws-sdk-go-base (configuration errors),
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html. Read 2026-11.
 */
const refusals: readonly { pattern: RegExp; what: string; fix: string }[] = [
    {
        pattern: /account ID not allowed|allowed_account_ids|forbidden_account_ids|allowedAccountIds/i,
        what: 'The AWS credentials belong to an account that "aws:allowedAccountIds" does not list',
        fix: 'Use credentials of the intended account, or change "aws:allowedAccountIds" in the stack\'s config.',
    },
    {
        pattern:
            /ExpiredToken|token (?:included in the request )?(?:is|has) expired|session has expired|SSO.*expired/i,
        what: "The AWS credentials have expired",
        fix: "Sign in again, such as with: aws sso login. In a job, request new credentials.",
    },
    {
        pattern:
            /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AccessDenied|InvalidAccessKeyId/i,
        what: "AWS refused the credentials",
        fix: "Check which credentials are used with: aws sts get-caller-identity.",
    },
    {
        pattern:
            /no valid credential|no EC2 IMDS role|failed to (?:refresh|retrieve) (?:cached )?credentials|failed to get shared config profile|static credentials are empty|unable to (?:validate|locate) (?:AWS )?credentials|No AWS credentials/i,
        what: "No AWS credentials were found",
        fix: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with: aws sso login. A preview without an account: npm start.",
    },
    {
        pattern:
            /connection refused|no such host|dial tcp|i\/o timeout|request send failed|deadline exceeded|network is unreachable/i,
        what: "AWS could not be reached",
        fix: "Check the network, the proxy, the region and AWS_ENDPOINT_URL.",
    },
];

/** The one error that a program ends with when AWS cannot be asked; the cause is quoted in a line. */
function awsRefusal(error: unknown): DeploymentError {
    const text = error instanceof Error ? error.message : String(error);
    const config = new pulumi.Config("aws");
    const restricted = config.get("allowedAccountIds") ?? config.get("forbiddenAccountIds");
    const quoted = text.replace(/\s+/g, " ").trim().slice(0, 400);
    // The provider reports an account that it may not use in a message of its own, and answers with an empty one.
    const subject = quoted === "" && restricted !== undefined ? "allowedAccountIds" : text;
    const found = refusals.find(({ pattern }) => pattern.test(subject));
    const reported = quoted === "" ? "The provider's own message is above." : `It reported: ${quoted}`;
    return new DeploymentError(
        `${found?.what ?? "The AWS provider did not answer"}; nothing is deployed. ${reported}`,
        found?.fix ??
            "Check the AWS provider's configuration, aws:* in the stack's config, and the credentials.",
    );
}
