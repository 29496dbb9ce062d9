import { type AccountScope, isAccountId, partitions, providerArn } from "../../trust/aws";
import { issuerHostAndPath } from "../../trust/gitlab";
import type { AnsweredCall } from "./plan";

/** The account that stands in where nobody says which account it will be. AWS gives no account this number. */
export const placeholderAccount = "000000000000";

/** The region that stands in where neither the config nor the provider names one. */
export const placeholderRegion = "us-east-1";

/** What is known without asking a cloud. */
export interface OfflineFacts {
    project: string;
    /** The stack's config, `NAMESPACE:KEY` -> text. */
    config: Readonly<Record<string, string>>;
    /** Given by the user, by function token. */
    answers: Readonly<Record<string, Record<string, unknown>>>;
}

/** What a program gave the provider that it asks, as far as answers depend on it; each value as the program wrote it. */
export interface ProviderInputs {
    region?: unknown;
    allowedAccountIds?: unknown;
}

/**
 * Answers a provider function offline. The caller's account, partition and region come from the provider that the program
 * asks (`region`, a single entry of `allowedAccountIds`), or from the config
 * (`PROJECT:accountId`, `PROJECT:partition`, a single `aws:allowedAccountIds`, `aws:region`) or are marked placeholders;
 * any other function is answered with what the user gave. Undefined where nobody can know.
 */
export function offlineAnswer(
    facts: OfflineFacts,
    token: string,
    args: Readonly<Record<string, unknown>>,
    provider: ProviderInputs = {},
): AnsweredCall | undefined {
    const given = Object.hasOwn(facts.answers, token) ? facts.answers[token] : undefined;
    if (given !== undefined) return { token, source: "given", result: given };
    const region = textOf(args["region"]) ?? textOf(provider.region) ?? facts.config["aws:region"];
    const partition = partitionFact(facts, region);
    const account = onlyAccount(provider.allowedAccountIds) ?? accountFact(facts);
    switch (token) {
        case "aws:index/getCallerIdentity:getCallerIdentity":
            return {
                token,
                source: account === undefined ? "placeholder" : "config",
                result: callerIdentity(account ?? placeholderAccount, partition ?? "aws"),
            };
        case "aws:index/getPartition:getPartition":
            return {
                token,
                source: partition === undefined ? "placeholder" : "config",
                result: partitionResult(partition ?? "aws"),
            };
        case "aws:index/getRegion:getRegion": {
            const name = region ?? placeholderRegion;
            const result = {
                id: name,
                name,
                region: name,
                description: name,
                endpoint: `ec2.${name}.amazonaws.com`,
            };
            return { token, source: region === undefined ? "placeholder" : "config", result };
        }
        case "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
            const scope = { partition: partition ?? "aws", accountId: account ?? placeholderAccount };
            const result = offlineProviderLookup(args, scope, facts.config, facts.project);
            return { token, source: "placeholder", result };
        }
        default:
            return undefined;
    }
}

function accountFact({ project, config }: OfflineFacts): string | undefined {
    const own = config[`${project}:accountId`];
    if (own !== undefined && isAccountId(own)) return own;
    return onlyAccount(config["aws:allowedAccountIds"]);
}

/** The account where a provider allows exactly one: a list, or its JSON text, as a provider's inputs are sent. */
function onlyAccount(allowed: unknown): string | undefined {
    const list: unknown[] = Array.isArray(allowed) ? allowed : jsonList(textOf(allowed));
    const [only, ...more] = list;
    return typeof only === "string" && more.length === 0 && isAccountId(only) ? only : undefined;
}

function partitionFact({ project, config }: OfflineFacts, region: string | undefined): string | undefined {
    const own = config[`${project}:partition`];
    if (own !== undefined && partitions.some(({ name }) => name === own)) return own;
    if (region === undefined) return undefined;
    const owner = partitions.find(({ regionPrefixes }) =>
        regionPrefixes.some((prefix) => region.startsWith(prefix)),
    );
    return owner?.name ?? "aws";
}

function callerIdentity(accountId: string, partition: string): Record<string, unknown> {
    return {
        id: accountId,
        accountId,
        arn: `arn:${partition}:sts::${accountId}:assumed-role/offline-preview/offline-preview`,
        userId: "OFFLINEPREVIEW:offline-preview",
    };
}

function partitionResult(name: string): Record<string, unknown> {
    const dnsSuffix = partitions.find((partition) => partition.name === name)?.dnsSuffix ?? "amazonaws.com";
    return {
        id: name,
        partition: name,
        dnsSuffix,
        reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."),
    };
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

function jsonList(text: string | undefined): string[] {
    if (text === undefined) return [];
    try {
        const value: unknown = JSON.parse(text);
        return Array.isArray(value) ? value.map(String) : [];
    } catch {
        return [];
    }
}

/**
 * A stand-in for the account's OIDC provider that a program looks up (`useExistingProvider`): it has the ARN that it must
 * have, and every audience that the stack's config names. Whether it exists is for the engine to see.
 */
function offlineProviderLookup(
    args: Readonly<Record<string, unknown>>,
    scope: AccountScope,
    config: Readonly<Record<string, string>>,
    project: string,
): Record<string, unknown> {
    const url = typeof args["url"] === "string" ? args["url"] : undefined;
    const own = (key: string) => config[`${project}:${key}`];
    const audiences = [
        own("audience") ?? own("gitlabUrl") ?? url,
        ...listOf(own("additionalAudiences")),
        ...listOf(own("previousIssuers")).map(audienceOf),
    ].filter((audience) => typeof audience === "string");
    const arn =
        typeof args["arn"] === "string"
            ? args["arn"]
            : providerArn({ ...scope, issuer: issuerHostAndPath(url ?? "") });
    return { id: arn, arn, url, clientIdLists: [...new Set(audiences)], thumbprintLists: [], tags: {} };
}

function listOf(text: string | undefined): unknown[] {
    try {
        const value: unknown = JSON.parse(text ?? "[]");
        return Array.isArray(value) ? value : [];
    } catch {
        return [];
    }
}

function audienceOf(issuer: unknown): unknown {
    return typeof issuer === "object" && issuer !== null
        ? (issuer as { audience?: unknown }).audience
        : undefined;
}
