import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isAccountId, type AccountScope } from "../trust/aws/arns";
import { isPartition } from "../trust/aws/partitions";
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
    ]);
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
