import { assumeRoleWithWebIdentity, namesAction } from "../decision";
import { providerArn } from "../aws";
import type { PolicyValue } from "../conditions";
import { strangerBy, type JudgedStatement } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** Who may call, and by which action: one provider, and the action for web identities. */
export const trustPrincipalAndAction = {
    name: "trust-principal-and-action",
    codes: [
        "principal-anyone",
        "principal-any-account",
        "not-principal",
        "not-action",
        "action-wildcard",
        "action-assume-role",
        "action-without-use",
    ],
    judge,
} as const satisfies Rule;

const oneAction = `Write "Action": "${assumeRoleWithWebIdentity}".`;

function judge(judged: JudgedStatement): VerdictFinding[] {
    return [...judgePrincipals(judged), ...judgeActions(judged)];
}

function judgePrincipals(judged: JudgedStatement): VerdictFinding[] {
    const { statement, issuer, context, account } = judged;
    const arn = providerArn({
        partition: context.partition ?? "aws",
        accountId: context.accountId ?? "ACCOUNT",
        issuer: issuer ?? "HOST",
    });
    const fix = `Write "Principal": {"Federated": "${arn}"}.`;
    const opened = openness(judged);
    const byToken = statement.principals
        .filter(({ text }) => text === "*" && judged.ways.length > 0)
        .map(({ path, kind }): VerdictFinding => ({
            ...opened,
            fix,
            code: "principal-anyone",
            path,
            value: "*",
            what: `the principal is "*"${kind === "*" ? "" : ` of the kind ${kind}`}`,
            then:
                opened.effect === "open"
                    ? "tokens of every provider in the account are accepted, and the conditions do not keep strangers out"
                    : "tokens of every provider in the account are compared; only the conditions keep strangers out",
        }));
    const everybody = statement.principals.find(({ kind, text }) => text === "*" && kind !== "Federated");
    const byAccount: VerdictFinding[] =
        account === undefined
            ? []
            : [
                  {
                      severity: "critical",
                      effect: "open",
                      exposes: "outsiders",
                      needsNoToken: true,
                      fix,
                      code: "principal-any-account",
                      path: everybody?.path ?? `${statement.path}.NotPrincipal`,
                      ...(everybody === undefined ? {} : { value: "*" }),
                      what: `${everybody === undefined ? "NotPrincipal takes in everybody else" : 'the principal is "*"'}, and the statement allows sts:AssumeRole`,
                      then: `anyone with credentials of any AWS account can assume this role, without a token${account.met === true ? "" : ", if the conditions that only the request can tell are met"}`,
                  },
              ];
    if (statement.notPrincipals === undefined) return [...byToken, ...byAccount];
    return [
        ...byToken,
        ...byAccount,
        {
            ...opened,
            fix,
            code: "not-principal",
            path: `${statement.path}.NotPrincipal`,
            what: "NotPrincipal names who is excluded",
            then: "everybody who is not named is allowed, as far as the conditions go",
        },
    ];
}

/** Critical and open where a stranger gets in; otherwise it is the conditions alone that keep strangers out. */
function openness({
    ways,
}: JudgedStatement): Pick<VerdictFinding, "severity" | "effect" | "found" | "exposes"> {
    const found = strangerBy(ways);
    return found === undefined
        ? { severity: "high", effect: "mixed" }
        : { severity: "critical", effect: "open", found, exposes: "outsiders" };
}

function judgeActions(judged: JudgedStatement): VerdictFinding[] {
    const { statement } = judged;
    if (statement.notActions !== undefined) {
        const path = `${statement.path}.NotAction`;
        const then = "every action that is not named is allowed";
        return [
            {
                ...openness(judged),
                code: "not-action",
                path,
                what: "NotAction names what is not allowed",
                then,
                fix: oneAction,
            },
        ];
    }
    // Callers without a token get in by it: that is reported for the principal.
    const isUsed = judged.account !== undefined;
    const works = statement.actions.some((action) => namesAction(action, assumeRoleWithWebIdentity));
    return statement.actions.flatMap((action) => judgeAction(action, works, isUsed) ?? []);
}

function judgeAction(action: PolicyValue, works: boolean, isUsed: boolean): VerdictFinding | undefined {
    const found = { path: action.path, value: action.text, fix: oneAction };
    if (/[*?]/.test(action.text)) {
        if (!namesAction(action, assumeRoleWithWebIdentity)) return undefined;
        return {
            ...found,
            code: "action-wildcard",
            severity: "medium",
            effect: "mixed",
            what: `the action "${action.text}" is a pattern`,
            then: "it also allows sts:TagSession and sts:SetSourceIdentity, which mark sessions for other policies",
        };
    }
    if (action.text.toLowerCase() !== "sts:assumerole" || isUsed) return undefined;
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
