import { parseProviderArn, providerArn } from "../../../trust/aws";
import {
    type Decision,
    type DecisionRequest,
    type StatementDecision,
    assumeRoleWithWebIdentity,
} from "../../../trust/decision";
import type { TrustStatement } from "../../../trust/document";
import type { Advice, Situation } from "./advice";
import { conditionAdvice, type ConditionMiss, keysWanted } from "./conditionAdvice";
import { differsInEnds, marked } from "./whiteSpace";

/** What to do where STS refuses a token before it looks at the trust policy; undefined where it does not. */
export function tokenAdvice(decision: Decision, situation: Situation, now: number): Advice | undefined {
    const { awsError, reason } = decision;
    if (awsError === undefined || awsError.kind === "not-authorized") return undefined;
    const { claims, provider } = situation;
    const path = "token";
    const missing = awsError.claim;
    if (awsError.kind === "missing-claim" && missing !== undefined) {
        const fix =
            "Write the job's token with id_tokens and aud; CI_JOB_JWT and the like are not ID tokens for AWS.";
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
    if (awsError.kind === "no-provider" && situation.hasNoProvider === true)
        return {
            path: "provider",
            reason,
            fix: `If ${String(claims["iss"])} is to be trusted, create an OIDC provider with exactly that URL in this account.`,
            change: { on: "provider", url: String(claims["iss"]) },
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
        fix: "AWS accepts only issuers that begin with https://: set GitLab's external_url to https, or mirror its documents.",
        change: { on: "claims", claim: "iss", value: url ?? `https://${bare(iss)}` },
    };
}

function audienceAdvice(refusal: string, { document, provider, claims }: Situation): Advice {
    const registered = provider?.audiences ?? [];
    const audience = claims["azp"] ?? claims["aud"];
    const padded = registered.find((one) => differsInEnds(one, String(audience)));
    const reason =
        padded === undefined
            ? refusal
            : `${refusal} They differ only in white space at the ends: ${marked(String(audience))} and ${marked(padded)}`;
    const wanted = keysWanted(document, "aud");
    const both = registered.find((audience) => wanted.length === 0 || wanted.includes(audience));
    if (both !== undefined)
        return {
            path: "token",
            reason,
            fix: `Write "aud: ${both}" under id_tokens in the job.`,
            change: { on: "claims", claim: "aud", value: both },
        };
    const right = wanted[0] ?? "sts.amazonaws.com";
    return {
        path: "provider",
        reason,
        fix: `Register "${right}" as an audience of the provider: the role accepts no other.`,
        change: { on: "provider", audience: right },
    };
}

/** A statement as it was read and as it was decided. */
export interface DecidedStatement extends Pick<
    ConditionMiss,
    "index" | "issuer" | "claims" | "provider" | "policyVariables"
> {
    read: TrustStatement;
    decided: StatementDecision;
    request: DecisionRequest;
}

/** Conditions of a statement that are not met. */
export function failedConditions({ conditions }: StatementDecision): StatementDecision["conditions"] {
    return conditions.filter(({ met }) => met === false);
}

/** What stands between a job and an Allow statement that does not apply to it. */
export function allowAdvice(statement: DecidedStatement): Advice[] {
    const { decided } = statement;
    return [
        ...(decided.actionMatches ? [] : [actionAdvice(statement)]),
        ...(decided.principalMatches ? [] : [principalAdvice(statement)]),
        ...failedConditions(decided).map((condition) => conditionAdvice({ ...statement, ...condition })),
    ];
}

/** What to do about a Deny statement that applies. */
export function denyAdvice({ index, decided }: DecidedStatement): Advice {
    return {
        path: decided.path,
        reason: `the Deny of this statement applies to the job: ${decided.why}`,
        fix: "A Deny beats every Allow. If this job is meant to assume the role, narrow the Deny or remove it.",
        change: { on: "statement", index, edit: { kind: "leave-out" } },
    };
}

function actionAdvice({ index, read, decided }: DecidedStatement): Advice {
    const actions = read.actions.map(({ text }) => text).join(", ") || "NotAction";
    return {
        path: `${decided.path}.Action`,
        reason: `the statement is about ${actions}, and a job with an ID token asks for ${assumeRoleWithWebIdentity}`,
        fix: `Write "Action": "${assumeRoleWithWebIdentity}".`,
        change: { on: "statement", index, edit: { kind: "allow", action: assumeRoleWithWebIdentity } },
    };
}

function principalAdvice({ index, read, decided, issuer, request }: DecidedStatement): Advice {
    const named = read.principals.map(({ text }) => parseProviderArn(text)).find((arn) => arn !== undefined);
    const {
        partition = named?.partition ?? "aws",
        // An ARN without an account would name nothing.
        accountId = named?.accountId || "123456789012",
    } = request;
    const right = providerArn({ partition, accountId, issuer });
    return {
        path: `${decided.path}.Principal`,
        reason: principalMiss(named, read, issuer, { partition, accountId }),
        fix: `If jobs of https://${issuer} are meant to get in, write "Federated": "${right}".`,
        change: { on: "statement", index, edit: { kind: "trust", principal: right } },
    };
}

function principalMiss(
    named: ReturnType<typeof parseProviderArn>,
    { principals }: TrustStatement,
    issuer: string,
    role: { partition: string; accountId: string },
): string {
    if (named === undefined) {
        const texts = principals.map(({ kind, text }) => `${kind} ${text}`).join(", ") || "NotPrincipal";
        return `the statement trusts ${texts}, which is not the ARN of an OIDC provider`;
    }
    if (named.issuer === issuer)
        return `the statement trusts a provider of ${named.partition} account ${named.accountId}; the role is in ${role.partition} account ${role.accountId}, and both must be the same`;
    const bare = (text: string): string =>
        text
            .replace(/^https?:\/\//i, "")
            .replace(/\/+$/, "")
            .toLowerCase();
    if (bare(named.issuer) === bare(issuer))
        return `the statement trusts "${named.issuer}", and the token's issuer is "${issuer}": they must be the same to the letter, without https:// and without a slash at the end`;
    return `the statement trusts the provider of ${named.issuer}; the token was issued by ${issuer}`;
}
