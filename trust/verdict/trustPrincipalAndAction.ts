import { assumeRoleWithWebIdentity, namesAction } from "../decision";
import { providerArn } from "../aws";
import type { PolicyValue } from "../conditions";
import type { JudgedStatement } from "./judgedStatement";
import type { VerdictFinding } from "./verdictFinding";

const oneAction = `Write "Action": "${assumeRoleWithWebIdentity}".`;

/** Who may call, and by which action: one provider, and the action for web identities. */
export function trustPrincipalAndAction(judged: JudgedStatement): VerdictFinding[] {
    return [...judgePrincipals(judged), ...judgeActions(judged)];
}

function judgePrincipals({ statement, issuer, context }: JudgedStatement): VerdictFinding[] {
    const arn = providerArn({
        partition: context.partition ?? "aws",
        accountId: context.accountId ?? "ACCOUNT",
        issuer: issuer ?? "HOST",
    });
    const found = {
        severity: "critical",
        effect: "open",
        fix: `Write "Principal": {"Federated": "${arn}"}.`,
    } as const;
    const everybody = statement.principals
        .filter(({ text }) => text === "*")
        .map(({ path, kind }): VerdictFinding => ({
            ...found,
            code: "principal-anyone",
            path,
            value: "*",
            what: `the principal is "*"${kind === "*" ? "" : ` of the kind ${kind}`}`,
            then: "tokens of every provider in the account are let in, and whatever else has this action",
        }));
    if (statement.notPrincipals === undefined) return everybody;
    return [
        ...everybody,
        {
            ...found,
            code: "not-principal",
            path: `${statement.path}.NotPrincipal`,
            what: "NotPrincipal names who is shut out",
            then: "everybody who is not named is let in",
        },
    ];
}

function judgeActions({ statement }: JudgedStatement): VerdictFinding[] {
    if (statement.notActions !== undefined) {
        const path = `${statement.path}.NotAction`;
        const then = "every action that is not named is allowed";
        return [
            {
                code: "not-action",
                severity: "critical",
                effect: "open",
                path,
                what: "NotAction names what is not allowed",
                then,
                fix: oneAction,
            },
        ];
    }
    const works = statement.actions.some((action) => namesAction(action, assumeRoleWithWebIdentity));
    return statement.actions.flatMap((action) => judgeAction(action, works) ?? []);
}

function judgeAction(action: PolicyValue, works: boolean): VerdictFinding | undefined {
    const found = { path: action.path, value: action.text, fix: oneAction };
    if (/[*?]/.test(action.text)) {
        if (!namesAction(action, assumeRoleWithWebIdentity)) return undefined;
        return {
            ...found,
            code: "action-wildcard",
            severity: "medium",
            effect: "open",
            what: `the action "${action.text}" is a pattern`,
            then: "it also allows sts:TagSession and sts:SetSourceIdentity, which mark sessions for other policies",
        };
    }
    if (action.text.toLowerCase() !== "sts:assumerole") return undefined;
    const what = "sts:AssumeRole is not the action of a web identity";
    return works
        ? {
              ...found,
              code: "action-without-use",
              severity: "low",
              effect: "none",
              what,
              then: "beside the right action it does nothing for a provider's tokens",
          }
        : {
              ...found,
              code: "action-assume-role",
              severity: "high",
              effect: "closed",
              what,
              then: `every job is denied ${assumeRoleWithWebIdentity}`,
          };
}
