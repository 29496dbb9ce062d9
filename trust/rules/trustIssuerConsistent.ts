import { parseProviderArn, providerArn } from "../aws";
import type { IssuerKey } from "../admission";
import {
    passesWhenAbsent,
    type JudgedStatement,
    type ProviderPrincipal,
    strangerBy,
} from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** One issuer in one statement: the provider's ARN, of this account, and the keys that belong to it. */
export const trustIssuerConsistent = {
    name: "trust-issuer-consistent",
    codes: [
        "provider-arn-malformed",
        "provider-of-other-account",
        "provider-of-other-partition",
        "several-issuers-as-principals",
        "conditions-for-two-issuers",
        "keys-of-another-issuer",
        "principal-is-no-provider",
    ],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    return [
        ...judged.providers.flatMap((provider) => judgeArn(judged, provider)),
        ...severalProviders(judged),
        ...foreignKeys(judged),
        ...withoutProvider(judged),
    ];
}

function judgeArn(
    { context }: JudgedStatement,
    { path, text, issuer, wellFormed }: ProviderPrincipal,
): VerdictFinding[] {
    const found = { path, value: text, effect: "closed" } as const;
    const arn = parseProviderArn(text);
    const partition = context.partition ?? arn?.partition ?? "aws";
    const right = providerArn({
        partition,
        accountId: context.accountId ?? (arn?.accountId || "ACCOUNT"),
        issuer,
    });
    const fix = `Write "Principal": {"Federated": "${right}"}.`;
    if (!wellFormed || arn === undefined) {
        return [
            {
                ...found,
                code: "provider-arn-malformed",
                severity: "high",
                what: `"${text}" is not a provider ARN: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST[/PATH], without scheme and trailing slash`,
                then: "AWS refuses the role, or no provider of that name is ever found",
                fix,
            },
        ];
    }
    const findings: VerdictFinding[] = [];
    if (context.accountId !== undefined && arn.accountId !== context.accountId) {
        const then = "a role takes tokens through a provider of its own account only, so no job ever gets in";
        findings.push({
            ...found,
            code: "provider-of-other-account",
            severity: "high",
            what: `the provider is in account ${arn.accountId}, the role in ${context.accountId}`,
            then,
            fix,
        });
    }
    if (context.partition !== undefined && arn.partition !== context.partition) {
        const then = "the ARN names nothing there, so AWS refuses the role";
        findings.push({
            ...found,
            code: "provider-of-other-partition",
            severity: "low",
            what: `the ARN is of the partition ${arn.partition}, the role of ${context.partition}`,
            then,
            fix,
        });
    }
    return findings;
}

function severalProviders({ providers, ways }: JudgedStatement): VerdictFinding[] {
    const issuers = [...new Set(providers.map(({ issuer }) => issuer))];
    const [, second] = providers;
    if (issuers.length < 2 || second === undefined) return [];
    const found = strangerBy(ways);
    return [
        {
            code: "several-issuers-as-principals",
            severity: found === undefined ? "high" : "critical",
            effect: found === undefined ? "mixed" : "open",
            ...(found !== undefined && { found, exposes: "outsiders" as const }),
            path: second.path,
            value: second.text,
            what: `one statement trusts several issuers: ${issuers.join(", ")}`,
            then: "a condition on one issuer's keys is never met by the other's tokens, and where it is met by an absent key it keeps nobody out",
            fix: "Write one statement for each issuer, with conditions on its own keys.",
        },
    ];
}

/** Keys of another issuer than the one whose tokens are let in: no token has them. */
function foreignKeys(judged: JudgedStatement): VerdictFinding[] {
    const trusted =
        judged.providers.length > 0
            ? judged.providers.map(({ issuer }) => issuer)
            : judged.issuer === undefined
              ? []
              : [judged.issuer];
    if (trusted.length === 0) return [];
    const foreign = judged.keys.filter(({ issuer }) => !trusted.includes(issuer));
    const byIssuer = new Map<string, IssuerKey[]>();
    for (const key of foreign) byIssuer.set(key.issuer, [...(byIssuer.get(key.issuer) ?? []), key]);
    const isMixed = judged.keys.some(({ issuer }) => trusted.includes(issuer));
    return [...byIssuer].flatMap(([issuer, keys]) => {
        const [first] = keys;
        if (first === undefined) return [];
        const isMet = keys.every(({ block }) => passesWhenAbsent(block));
        const found = isMet ? strangerBy(judged.open) : undefined;
        const own = trusted.join(", ");
        const finding: VerdictFinding = {
            code: isMixed ? "conditions-for-two-issuers" : "keys-of-another-issuer",
            severity: found === undefined ? (isMet ? "medium" : "high") : "critical",
            effect: found !== undefined ? "open" : isMet ? "none" : "closed",
            ...(found !== undefined && { found, exposes: "outsiders" }),
            path: first.block.path,
            what: isMixed
                ? `the statement has conditions on keys of ${own} and of ${issuer}, and all must be met`
                : `the provider is ${own}, but the conditions test keys of ${issuer}`,
            then: isMet
                ? `no token of ${own} has these keys, and ${first.block.operatorText} is met by that: the conditions keep nobody out`
                : `no token of ${own} has these keys, so no job ever matches`,
            fix: `Write "${trusted[0] ?? ""}:${first.name}"${isMixed ? `, and give ${issuer} a statement of its own` : ", the provider's own host and path"}.`,
        };
        return [finding];
    });
}

/** Conditions on GitLab's keys, and principals of which none is a provider. */
function withoutProvider({ statement, providers, anyone, issuer }: JudgedStatement): VerdictFinding[] {
    const [first] = statement.principals;
    if (providers.length > 0 || anyone || first === undefined || issuer === undefined) return [];
    const fix = `Write "Principal": {"Federated": "${providerArn({ partition: "aws", accountId: "ACCOUNT", issuer })}"}.`;
    const what = `the conditions test keys of ${issuer}, but the principal "${first.text}" is not an OIDC provider`;
    const then = "a caller without a token has none of these keys, so no job ever gets in";
    return [
        {
            code: "principal-is-no-provider",
            severity: "high",
            effect: "closed",
            path: first.path,
            value: first.text,
            what,
            then,
            fix,
        },
    ];
}
