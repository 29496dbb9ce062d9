import { type ConditionBlock, claimsThatAreNoKeys, conditionKeyTable, keysOfIssuer } from "../conditions";
import type { IssuerKey } from "../admission";
import { guardKind, passesWhenAbsent, type JudgedStatement, strangerBy } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** Keys that no request has, and values of another type than their key. */
export const trustConditionKeys = {
    name: "trust-condition-keys",
    codes: [
        "key-misspelt",
        "key-of-gitlab-com-only",
        "claim-is-no-key",
        "key-never-sent",
        "operator-of-other-type",
        "value-of-other-type",
    ],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    const { issuer } = judged;
    if (issuer === undefined) return [];
    const own = judged.keys.filter((key) => key.issuer === issuer);
    return [
        ...own.flatMap((key) => judgeKey(judged, issuer, key)),
        ...own
            .filter(({ wellFormed, name }) => wellFormed && keysOfIssuer(issuer).includes(name))
            .flatMap((key) => judgeType(judged, key)),
        ...judged.statement.conditions.flatMap(judgeActionKey),
    ];
}

function judgeKey(
    judged: JudgedStatement,
    issuer: string,
    { block, name, prefix, wellFormed }: IssuerKey,
): VerdictFinding[] {
    const found = { path: block.path, ...absence(judged, block) };
    if (!wellFormed) {
        return [
            {
                ...found,
                code: "key-misspelt",
                what: `"${block.key}" begins with "${prefix}"; keys begin with the issuer's host and path alone`,
                fix: `Write "${issuer}:${name}". A provider's URL has its scheme before it is created and none when it is read back.`,
            },
        ];
    }
    const additional = judged.context.additionalConditionKeys?.map((key) => key.toLowerCase()) ?? [];
    if (
        keysOfIssuer(issuer).includes(name) ||
        additional.includes(name) ||
        additional.includes(block.keyName)
    ) {
        return name === "amr" || name === "email" ? [neverSent(found, block)] : [];
    }
    if (conditionKeyTable.gitlabCom.some((key) => key === name)) {
        return [
            {
                ...found,
                code: "key-of-gitlab-com-only",
                what: `AWS offers "${name}" for tokens of https://gitlab.com only, not of ${issuer}`,
                fix: `Say it with ${issuer}:sub, through ci_id_token_sub_claim_components where it needs a component, or leave it out.`,
            },
        ];
    }
    if (!claimsThatAreNoKeys.includes(name)) return [];
    return [
        {
            ...found,
            code: "claim-is-no-key",
            what: `"${name}" is a claim of GitLab's tokens, but no condition key: AWS never sees it`,
            fix: `Say it with ${issuer}:sub, such as "project_path:GROUP/PROJECT:ref_type:branch:ref:main".`,
        },
    ];
}

/** What a condition on a key that no request has comes to. */
function absence(
    judged: JudgedStatement,
    block: ConditionBlock,
): Pick<VerdictFinding, "severity" | "effect" | "then" | "found" | "exposes"> {
    if (!passesWhenAbsent(block)) {
        return {
            severity: "high",
            effect: "closed",
            then: "the key is absent from every request, so no job ever matches",
        };
    }
    const found = strangerBy(judged.open);
    return {
        severity: found === undefined ? "medium" : judged.subjects.length > 0 ? "high" : "critical",
        effect: found === undefined ? "none" : "open",
        then: `the key is absent from every request, and ${block.operatorText} is met by that: the condition keeps nobody out`,
        ...(found !== undefined && { found, exposes: "outsiders" }),
    };
}

function neverSent(
    found: Pick<VerdictFinding, "path" | "severity" | "effect" | "then" | "found" | "exposes">,
    block: ConditionBlock,
): VerdictFinding {
    return {
        ...found,
        code: "key-never-sent",
        severity: "medium",
        what: `GitLab's tokens never carry what "${block.key}" tests`,
        fix: "Remove this condition.",
    };
}

/** All keys of issuers hold text: ids and booleans are strings. */
function judgeType(judged: JudgedStatement, { block, name }: IssuerKey): VerdictFinding[] {
    const found = { severity: "medium", effect: "mixed" } as const;
    const stranger = name === "sub" ? strangerBy(judged.open) : undefined;
    if (guardKind(block) === "other-type") {
        return [
            {
                ...found,
                // It is the guard that everything hangs on.
                severity: name === "sub" ? "high" : "medium",
                ...(stranger !== undefined && { effect: "open", found: stranger, exposes: "outsiders" }),
                code: "operator-of-other-type",
                path: block.path,
                what: `${block.operatorText} compares "${block.key}", which holds text`,
                then: "what AWS makes of it is not documented, so it counts as no guard",
                fix: `Write "StringEquals": {"${block.key}": "${block.values[0]?.text ?? "…"}"}.`,
            },
        ];
    }
    if (guardKind(block) === "null") return [];
    return block.values
        .filter(({ raw }) => typeof raw !== "string")
        .map(({ path, raw, text }) => ({
            ...found,
            code: "value-of-other-type",
            path,
            value: raw,
            what: `the value ${text} is a ${typeof raw}; "${block.key}" holds text`,
            then: "what AWS makes of it is not documented",
            fix: `Write "${text}" in quotes.`,
        }));
}

/** Keys of the action that GitLab's tokens never fill: no session tags, no source identity, no roles claim. */
function judgeActionKey(block: ConditionBlock): VerdictFinding[] {
    const isEmpty =
        ["sts:roleauthorizedbyidp", "sts:sourceidentity", "sts:transitivetagkeys", "aws:tagkeys"].includes(
            block.keyName,
        ) || block.keyName.startsWith("aws:requesttag/");
    if (!isEmpty || passesWhenAbsent(block) || guardKind(block) === "unknown") return [];
    const then = "the key is absent from every request, so no job ever matches";
    return [neverSent({ path: block.path, severity: "medium", effect: "closed", then }, block)];
}
