import type { Finding, TrustRule } from "../finding";
import { type TrustDocument, readTrustDocument } from "../document";
import { keysNamed, type JudgedStatement } from "./judgedStatement";
import { isOtherIssuer } from "./gitlabIssuers";
import { judgeStatements } from "./judgeStatements";
import { finished } from "./verdictFinding";
import { hasUnfollowedExclusions } from "./subjectValues";
import type { TrustAnalysis, TrustContext } from "./trustContext";
import { statementRules } from "./statementRules";

/**
 * The verdict on a trust policy document: a JSON text, or what such a text parses to. Every Allow statement that
 * concerns a GitLab issuer is judged, and every value in it: the weakest counts. A Deny gets no credit. Documents
 * without such a statement have no findings, but those that nobody can read have.
 *
 * Any JSON value gives a verdict, never an exception, in a time that grows with its size.
 */
export function analyzeTrustPolicy(document: unknown, context: TrustContext = {}): TrustAnalysis {
    const policy = readTrustDocument(document);
    const unreadable = policy.findings;
    const judged = judgeStatements(policy, context);
    const found = judged.flatMap(judgeWithEveryRule);
    const readable = judged.length > 0 ? unreadable : hiddenStatements(policy, unreadable);
    return {
        findings: sorted([...readable, ...found]),
        isGitlab: judged.length > 0,
        issuers: [...new Set(judged.flatMap(gitlabIssuers))],
    };
}

function judgeWithEveryRule(judged: JudgedStatement): Finding[] {
    const isCertain = !hasUnfollowedExclusions(keysNamed(judged, "sub").map(({ block }) => block));
    return Object.entries(statementRules).flatMap(([rule, judge]) =>
        judge(judged).map(({ witness, ...finding }) =>
            finished(rule as TrustRule, { ...finding, witness: isCertain ? witness : undefined }),
        ),
    );
}

/**
 * What is unreadable in a document that shows nothing of GitLab: only what may hide a statement of it counts. An unknown
 * in the place of the issuer may, unless the subjects or another provider tell whose document it is.
 */
function hiddenStatements(policy: TrustDocument, unreadable: readonly Finding[]): Finding[] {
    if (policy.statements.length === 0) return [...unreadable];
    const isOthers = policy.statements.some(({ principals, conditions }) => {
        const values = conditions.flatMap(({ values }) => values);
        return (
            principals.some(
                ({ kind, text }) =>
                    kind !== "Federated" || isOtherIssuer(text.split("oidc-provider/", 2).at(-1) ?? ""),
            ) || values.some(({ text }) => /^(?:system:serviceaccount|repo):/.test(text))
        );
    });
    return isOthers ? [] : unreadable.filter(({ code }) => code === "unknown-marker");
}

function gitlabIssuers({ issuer }: JudgedStatement): string[] {
    return issuer === undefined ? [] : [issuer];
}

/** By path, then by code; each finding once. */
function sorted(findings: readonly Finding[]): Finding[] {
    const unique = new Map(findings.map((finding) => [`${finding.path}\n${finding.code}`, finding] as const));
    return [...unique.values()].sort((a, b) => compare(a.path, b.path) || compare(a.code, b.code));
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
