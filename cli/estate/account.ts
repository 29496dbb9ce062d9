import type { Role } from "@aws-sdk/client-iam";
import { type AwsFailure, awsFailure, iamRegion, iamSdk, quietSdk } from "../aws";
import { CommandError } from "../terminal";
import { readJsonObject } from "./files";

/** An OIDC provider as IAM has it (GetOpenIDConnectProvider). */
export interface AccountProvider {
    /** The URL; AWS gives it without `https://`. */
    url: string;
    /** The audiences that are registered. */
    clientIds: string[];
    /** SHA-1 thumbprints, 40 hexadecimal digits each. */
    thumbprints: string[];
}

/** A role as IAM has it. */
export interface AccountRole {
    arn: string;
    name: string;
    /** The trust policy's JSON text. */
    trustPolicy: string;
    /** Seconds. */
    maxSessionDuration?: number;
    /** All of its tags; absent where IAM does not list them, as with all roles at once. */
    tags?: Record<string, string>;
}

/** Reads roles and providers of one account. Nothing is ever written. */
export interface IamAccount {
    /** The role of that name; undefined where there is none. */
    role(name: string): Promise<AccountRole | undefined>;
    /** Every role, in IAM's order. */
    roles(): Promise<AccountRole[]>;
    /** The provider with that ARN; undefined where there is none. */
    provider(arn: string): Promise<AccountProvider | undefined>;
}

/**
 * The account that the SDK's usual credentials belong to: environment, web identity of a job, profile, SSO.
 * All calls throw CommandError where there are none, or where they may not do it.
 */
export function iamAccount(partition = "aws"): IamAccount {
    quietSdk();
    const { GetOpenIDConnectProviderCommand, GetRoleCommand, IAMClient, paginateListRoles } = iamSdk();
    const region = iamRegion(partition);
    const client = new IAMClient(region === undefined ? {} : { region });
    return {
        role: (name) =>
            asked("iam:GetRole", async () => {
                const { Role: role } = await client.send(new GetRoleCommand({ RoleName: name }));
                const found = role === undefined ? undefined : accountRole(role);
                return found && { ...found, tags: tagsOfRole(role?.Tags) };
            }),
        roles: async () => {
            const roles = await asked("iam:ListRoles", async () => {
                const found: AccountRole[] = [];
                for await (const { Roles: page = [] } of paginateListRoles({ client, pageSize: 1000 }, {}))
                    found.push(...page.flatMap((role) => accountRole(role) ?? []));
                return found;
            });
            return roles ?? [];
        },
        provider: (arn) =>
            asked("iam:GetOpenIDConnectProvider", async () => {
                const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
                const {
                    Url: url = "",
                    ClientIDList: clientIds = [],
                    ThumbprintList: thumbprints = [],
                } = await client.send(command);
                return { url, clientIds, thumbprints };
            }),
    };
}

function tagsOfRole(tags: Role["Tags"] = []): Record<string, string> {
    return Object.fromEntries(tags.map(({ Key: key = "", Value: value = "" }) => [key, value]));
}

/** IAM gives the document percent-encoded (RFC 3986). */
function accountRole({
    Arn: arn,
    RoleName: name,
    AssumeRolePolicyDocument: text,
    MaxSessionDuration,
}: Role): AccountRole | undefined {
    if (arn === undefined || name === undefined || text === undefined) return undefined;
    return {
        arn,
        name,
        trustPolicy: decodeURIComponent(text),
        ...(MaxSessionDuration === undefined ? {} : { maxSessionDuration: MaxSessionDuration }),
    };
}

async function asked<Result>(action: string, call: () => Promise<Result>): Promise<Result | undefined> {
    try {
        return await call();
    } catch (error) {
        const failure = awsFailure(error);
        if (failure.name === "NoSuchEntityException" || failure.name === "NoSuchEntity") return undefined;
        throw refusal(action, failure);
    }
}

function refusal(action: string, { name, reason, isConnection }: AwsFailure): CommandError {
    if (isConnection)
        return new CommandError(
            `AWS could not be reached (${action}): ${reason}.`,
            "Check this machine's network access, proxy and AWS_ENDPOINT_URL settings.",
        );
    if (name === "CredentialsProviderError")
        return new CommandError(
            `No AWS credentials were found (${action}).`,
            "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and what belongs to it; or give a file in place of the account.",
        );
    const fix = /AccessDenied/.test(name) ? `The credentials need ${action}.` : undefined;
    return new CommandError(`AWS refused ${action}: ${name}: ${reason}`, fix);
}

/** Reads a provider as `aws iam get-open-id-connect-provider` prints it. Throws CommandError where it is something else. */
export function readProviderFile(file: string): AccountProvider {
    const { Url: url, ClientIDList: clientIds = [], ThumbprintList: thumbprints = [] } = readJsonObject(file);
    if (typeof url !== "string" || !isTexts(clientIds) || !isTexts(thumbprints))
        throw new CommandError(
            `${file} is not a provider: it has no Url, or lists with values that are not strings.`,
            "Save what this prints: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ARN",
        );
    return { url, clientIds, thumbprints };
}

function isTexts(value: unknown): value is string[] {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
}
