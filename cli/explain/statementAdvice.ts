import { parseProviderArn, providerArn } from "../../trust/aws";
import {
    type DecisionRequest,
    type StatementDecision,
    assumeRoleWithWebIdentity,
} from "../../trust/decision";
import type { TrustStatement } from "../../trust/document";
import type { Advice } from "./advice";
import { conditionAdvice } from "./conditionAdvice";
import type { ConditionMiss } from "./conditionMiss";

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
        fix: "A Deny beats every Allow. If this job is meant to get in, narrow the Deny or take it away.",
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
        return `the statement trusts ${texts}, which is no OIDC provider's ARN`;
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
