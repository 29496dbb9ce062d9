import { isNearlyIssuer } from "../gitlab";
import { type ConditionBlock, type PolicyValue, tokenizeValue } from "../conditions";
import { configuredIssuer, type Found } from "../admission";
import {
    guardKind,
    hasLiteralWildcard,
    isNamedElsewhere,
    keysNamed,
    type JudgedStatement,
} from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** `aud`: missing, open to other audiences, or one that no job of the instance has. */
export const trustAudience = {
    name: "trust-audience",
    codes: [
        "audience-missing",
        "audience-list-empty",
        "audience-wildcard",
        "audience-variable",
        "audience-empty",
        "audience-nearly-issuer",
        "audience-not-allowed",
    ],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    const { issuer, statement, context } = judged;
    if (issuer === undefined) return [];
    const isOpen = judged.widest !== undefined;
    const blocks = keysNamed(judged, "aud").map(({ block }) => block);
    const restricting = blocks.filter((block) => guardKind(block) !== "null");
    const allowed = configuredIssuer(issuer, context)?.audiences;
    const form = `"StringEquals": {"${issuer}:aud": "${allowed?.[0] ?? `https://${issuer}`}"}`;

    if (isOpen && restricting.length === 0 && !isNamedElsewhere(judged, "aud")) {
        const several = (allowed?.length ?? 0) > 1;
        return [
            {
                code: "audience-missing",
                severity: several ? "high" : "medium",
                effect: "open",
                path: `${statement.path}.Condition`,
                what: `no condition on ${issuer}:aud`,
                then: `a token that a job made for any other audience of the provider is taken here too`,
                found: widestToken(judged),
                fix: `Add ${form}, with the audience that the jobs' id_tokens have.`,
            },
        ];
    }
    return blocks
        .filter((block) => guardKind(block) === "positive")
        .flatMap((block) => [
            ...emptyList(block, form),
            ...block.values.flatMap((value) => judgeValue(judged, issuer, block, value, allowed, form)),
        ]);
}

/** A token that gets in by the widest way; its audience is the one that jobs have by default. */
function widestToken({ widest }: JudgedStatement): Found | undefined {
    return widest?.example;
}

function emptyList(block: ConditionBlock, form: string): VerdictFinding[] {
    if (block.values.length > 0) return [];
    const then = "no value is listed, so either nobody matches or the condition is dropped; AWS does not say";
    return [
        {
            code: "audience-list-empty",
            severity: "medium",
            effect: "mixed",
            path: block.path,
            value: [],
            what: "an empty list of audiences restricts nothing",
            then,
            fix: `Write ${form}.`,
        },
    ];
}

function judgeValue(
    judged: JudgedStatement,
    issuer: string,
    block: ConditionBlock,
    value: PolicyValue,
    allowed: readonly string[] | undefined,
    form: string,
): VerdictFinding[] {
    const variables = judged.document.hasPolicyVariables;
    const { text, path } = value;
    const found = { path, value: text };
    // Reported as a wildcard that the operator takes literally.
    if (hasLiteralWildcard(block, value, variables)) return [];
    const tokens = tokenizeValue(text, { wildcards: block.operator?.pattern ?? false, variables });
    if (tokens.some(({ kind }) => kind !== "text")) {
        const wildcard = tokens.some(({ kind }) => kind === "anyText" || kind === "anyCharacter");
        return [
            {
                ...found,
                code: wildcard ? "audience-wildcard" : "audience-variable",
                severity: "medium",
                effect: wildcard ? "open" : "mixed",
                what: wildcard
                    ? `the audience "${text}" is a pattern`
                    : `the audience "${text}" holds a policy variable`,
                ...(wildcard && { found: widestToken(judged) }),
                then: wildcard
                    ? "a token made for any registered audience that the pattern matches is taken"
                    : "the audience that is asked for depends on the request",
                fix: `Write ${form}: one exact audience.`,
            },
        ];
    }
    if (text === "") {
        const then = "no token has an empty audience";
        return [
            {
                ...found,
                code: "audience-empty",
                severity: "high",
                effect: "closed",
                what: "the audience is empty",
                then,
                fix: `Write ${form}.`,
            },
        ];
    }
    if (isNearlyIssuer(text, issuer) && !allowed?.includes(text)) {
        return [
            {
                ...found,
                code: "audience-nearly-issuer",
                severity: "high",
                effect: "closed",
                what: `the audience "${text}" differs from the issuer's address "https://${issuer}" only by its scheme, a slash or letter case`,
                then: "audiences are compared byte for byte, so no token matches unless its job asks for exactly this spelling",
                fix: `Write ${form}, the same text as in the provider and in the job's id_tokens.`,
            },
        ];
    }
    if (allowed !== undefined && !allowed.includes(text)) {
        return [
            {
                ...found,
                code: "audience-not-allowed",
                severity: "medium",
                effect: "closed",
                what: `the audience "${text}" is none of those configured for ${issuer}: ${allowed.join(", ")}`,
                then: "jobs that follow the organisation's settings never match",
                fix: `Write ${form}, or add the audience to the issuer's settings.`,
            },
        ];
    }
    return [];
}
