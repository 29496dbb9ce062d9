import { type AccountScope, providerArn } from "../../trust/aws";
import { issuerHostAndPath } from "../../trust/gitlab";

/**
 * A stand-in for the account's OIDC provider that a program looks up (`useExistingProvider`): it has the ARN that it must
 * have, and every audience that the stack's config names. Whether it exists is for the engine to see.
 */
export function offlineProviderLookup(
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
