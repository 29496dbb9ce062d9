import { isAccountId, partitionOfRegion } from "../../trust/aws";
import { known } from "./known";

/** Which account and partition a provider works in, as far as its own inputs say. */
export interface AwsScope {
    accountId?: string;
    partition?: string;
}

/**
 * Reads the inputs of a `pulumi:providers:aws` (or `aws-native`) resource: `region`, and `allowedAccountIds` where it
 * names exactly one account. Both are often left to the environment; then nothing is known.
 */
export function scopeOfProvider(props: Record<string, unknown> | undefined): AwsScope {
    if (props === undefined) return {};
    const region = known(() => props.region, "region").value;
    const accounts = listOf(known(() => props.allowedAccountIds, "allowedAccountIds").value);
    const [accountId] = accounts;
    const single = accounts.length === 1 && typeof accountId === "string" && isAccountId(accountId);
    return {
        ...(single && { accountId }),
        ...(typeof region === "string" && region !== "" && { partition: partitionOfRegion(region).name }),
    };
}

/** The engine hands lists among a provider's inputs on as JSON text. */
function listOf(value: unknown): unknown[] {
    if (Array.isArray(value)) return value;
    if (typeof value !== "string") return [];
    try {
        const parsed: unknown = JSON.parse(value);
        return Array.isArray(parsed) ? parsed : [];
    } catch {
        return [];
    }
}
