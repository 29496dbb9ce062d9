import type { Decision } from "../../trust/decision";
import { isObject } from "../../trust/document";
import { keysWanted } from "./keysWanted";
import type { Advice } from "./advice";
import type { Situation } from "./change";

/** What to do where STS refuses a token before it looks at the trust policy; undefined where it does not. */
export function tokenAdvice(decision: Decision, situation: Situation, now: number): Advice | undefined {
    const { awsError, reason } = decision;
    if (awsError === undefined || awsError.kind === "not-authorized") return undefined;
    const { claims, provider } = situation;
    const path = "token";
    const missing = awsError.claim;
    if (awsError.kind === "missing-claim" && missing !== undefined) {
        const fix =
            "Write the job's token with id_tokens and aud; CI_JOB_JWT and the like are no ID tokens for AWS.";
        const value = { iss: provider?.url, aud: provider?.audiences?.[0] }[missing] ?? "missing";
        return { path, reason, fix, change: { on: "claims", claim: missing, value } };
    }
    if (awsError.kind === "expired")
        return {
            path,
            reason,
            fix: "Ask with the token of a new job; one lives as long as its job may run. Long jobs: assume the role early.",
            change: { on: "claims", claim: "exp", value: now + 3600 },
        };
    if (awsError.kind === "no-provider") return issuerAdvice(String(claims["iss"]), reason, provider?.url);
    if (awsError.kind === "incorrect-audience") return audienceAdvice(reason, situation);
    return undefined;
}

function issuerAdvice(iss: string, reason: string, url: string | undefined): Advice {
    const bare = (text: string): string =>
        text
            .replace(/^https?:\/\//i, "")
            .replace(/\/+$/, "")
            .toLowerCase();
    if (url !== undefined && iss.startsWith("https://"))
        return {
            path: "provider",
            reason:
                bare(iss) === bare(url)
                    ? `${reason} They differ by no more than a slash or letter case`
                    : reason,
            fix: `If ${iss} is to be trusted, make a provider with exactly that URL; a provider's URL cannot be changed.`,
            change: { on: "provider", url: iss },
        };
    return {
        path: "token",
        reason,
        fix: "AWS takes issuers that begin with https:// only: set GitLab's external_url to https, or mirror its documents.",
        change: { on: "claims", claim: "iss", value: url ?? `https://${bare(iss)}` },
    };
}

function audienceAdvice(reason: string, { document, provider }: Situation): Advice {
    const registered = provider?.audiences ?? [];
    const wanted = isObject(document) ? keysWanted(document, "aud") : [];
    const both = registered.find((audience) => wanted.length === 0 || wanted.includes(audience));
    if (both !== undefined)
        return {
            path: "token",
            reason,
            fix: `Write "aud: ${both}" under id_tokens in the job.`,
            change: { on: "claims", claim: "aud", value: both },
        };
    const audience = wanted[0] ?? "sts.amazonaws.com";
    return {
        path: "provider",
        reason,
        fix: `Register "${audience}" as an audience of the provider: the role takes no other.`,
        change: { on: "provider", audience },
    };
}
