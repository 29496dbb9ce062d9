import { keysOfIssuer, type ConditionBlock } from "../conditions";
import { globMatches, mayHaveSubject, type Glob } from "../languages";
import { globOfValue, projectsOf, type Found, type IssuerKey } from "../admission";
import { guardKind, hasLiteralWildcard, keysNamed, type JudgedStatement } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** Operators that make a guard vacuous, wider or impossible. */
export const trustOperatorsEffective = {
    name: "trust-operators-effective",
    codes: [
        "subject-only-excluded",
        "audience-only-excluded",
        "null-of-either",
        "null-demands-absence",
        "ignores-case",
        "qualifier-without-use",
        "qualifier-met-when-absent",
        "conditions-exclude-each-other",
        "conditions-exclude-values",
        "conditions-redundant",
        "subject-excluded-again",
        "admits-nobody",
    ],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    if (judged.issuer === undefined) return [];
    const issuer = judged.issuer;
    // Keys that no token has are reported as such, with what their operators make of it.
    const offered = judged.keys.filter(
        (key) => key.wellFormed && key.issuer === issuer && keysOfIssuer(issuer).includes(key.name),
    );
    const claims = judged.keys.filter((key) => key.wellFormed && key.issuer === issuer && key.name === "iss");
    return [
        ...(["sub", "aud"] as const).flatMap((name) => onlyExclusions(judged, name)),
        ...offered.flatMap((key) => [...judgeNull(judged, key), ...judgeIgnoreCase(judged, key)]),
        ...[...offered, ...claims].flatMap((key) => judgeQualifier(judged, key)),
        ...["sub", "aud"].flatMap((name) => contradictions(judged, name)),
    ];
}

/** A key that nothing but exclusions is said about. */
function onlyExclusions(judged: JudgedStatement, name: "sub" | "aud"): VerdictFinding[] {
    const blocks = keysNamed(judged, name).map(({ block }) => block);
    const { widest } = judged;
    if (widest === undefined) return [];
    if (blocks.some((block) => guardKind(block) !== "negative" && guardKind(block) !== "null")) return [];
    const block = blocks.find((each) => guardKind(each) === "negative");
    if (block === undefined) return [];
    const found = { path: block.path, value: block.values.map(({ text }) => text), effect: "open" as const };
    const what = `${block.operatorText} only excludes what it names, and no condition specifies who is meant`;
    if (name === "aud") {
        if (
            block.values.every((value) =>
                hasLiteralWildcard(block, value, judged.document.hasPolicyVariables),
            )
        )
            return [];
        return [
            {
                ...found,
                code: "audience-only-excluded",
                severity: "medium",
                what,
                then: "tokens for every other audience that the provider registers are accepted",
                fix: `Write "StringEquals": {"${block.key}": "AUDIENCE"}.`,
                found: widest.example,
            },
        ];
    }
    const { reach, found: other } = projectsOf(widest);
    const example = other ?? (reach === "project" ? widest.example : undefined);
    const fix = `Add "StringEquals": {"${block.key}": "project_path:GROUP/PROJECT:ref_type:branch:ref:main"}.`;
    const open = { ...found, code: "subject-only-excluded", what, fix, found: example } as const;
    if (reach === "project") {
        // A Deny can leave exactly one subject.
        if (!judged.projectPinned) return [];
        const then = "any other ref of the project with that project_id can assume this role";
        return [{ ...open, severity: "medium", then, exposes: "refs" }];
    }
    return [
        {
            ...open,
            severity: judged.shared ? "critical" : "high",
            then: `every other project on ${judged.issuer ?? "the instance"} can assume this role`,
            exposes: reach === "projects" ? "projects" : "outsiders",
        },
    ];
}

function judgeNull(judged: JudgedStatement, { block, name }: IssuerKey): VerdictFinding[] {
    if (guardKind(block) !== "null") return [];
    const texts = new Set(block.values.map(({ text }) => text.toLowerCase()));
    // Every token has a subject and an audience; nearly every one has the others. To demand that they are there is idle.
    if (!texts.has("true")) return [];
    const found = {
        path: block.path,
        value: block.values.map(({ text }) => text),
        fix: "Remove this condition.",
    };
    if (texts.has("false")) {
        const then = "it restricts nothing";
        return [
            {
                ...found,
                code: "null-of-either",
                severity: "medium",
                effect: "none",
                what: `Null takes ${block.key} both present and absent`,
                then,
            },
        ];
    }
    const neverThere = name === "amr" || name === "email";
    if (neverThere) return [];
    const always = ["sub", "aud", "project_id", "namespace_id", "ref_protected", "pipeline_source"].includes(
        name,
    );
    return [
        {
            ...found,
            code: "null-demands-absence",
            severity: "high",
            effect: always ? "closed" : "mixed",
            what: `Null with "true" demands that ${block.key} be absent`,
            then: always
                ? "every token has it, so no job ever matches"
                : `only jobs without it match, whatever ${judged.projectPinned ? "their user" : "else they are"}`,
        },
    ];
}

function judgeIgnoreCase({ widest }: JudgedStatement, { block, name }: IssuerKey): VerdictFinding[] {
    if (
        widest === undefined ||
        block.operator?.ignoreCase !== true ||
        guardKind(block) !== "positive" ||
        (name !== "sub" && name !== "aud")
    )
        return [];
    return [
        {
            code: "ignores-case",
            severity: "low",
            effect: "open",
            found: widest.example,
            path: block.path,
            what: `${block.operatorText} takes every spelling in capital and small letters`,
            then:
                name === "sub"
                    ? "the branch Main is another one than main, and may be unprotected"
                    : "tokens for an audience of another spelling are taken",
            fix: `Write "StringEquals": {"${block.key}": …} with the exact spelling.`,
        },
    ];
}

/** `ForAllValues` and `IfExists` are met by a token without the claim. */
function judgeQualifier(judged: JudgedStatement, { block, name }: IssuerKey): VerdictFinding[] {
    const { operator } = block;
    const qualifier =
        operator?.qualifier === "ForAllValues"
            ? "ForAllValues"
            : operator?.ifExists === true
              ? "IfExists"
              : undefined;
    if (operator === undefined || qualifier === undefined) return [];
    const isAlwaysThere = name === "sub" || name === "aud";
    const without = isAlwaysThere ? undefined : withoutClaim(judged, name);
    const plain = operator.base;
    return [
        {
            code: isAlwaysThere ? "qualifier-without-use" : "qualifier-met-when-absent",
            severity: "medium",
            effect: without === undefined ? "none" : "open",
            found: without,
            path: block.path,
            what: `${block.operatorText} is met by a token that has no ${name} at all`,
            then: isAlwaysThere
                ? `every GitLab token has one ${name}, so it compares like ${plain}; a reader cannot count on that`
                : without === undefined
                  ? `no token without ${name} gets in, so it compares like ${plain}; a reader cannot count on that`
                  : `a token without ${name} passes, and the condition counts as no guard`,
            fix: `Write the plain operator: "${plain}": {"${block.key}": …}.`,
        },
    ];
}

/** A token without a claim that gets in; undefined where every token has the claim. */
function withoutClaim({ open }: JudgedStatement, name: string): Found | undefined {
    for (const way of open) {
        const found = way.find({
            confine(box) {
                const dimension = box.get(name);
                if (dimension?.absent !== true) return undefined;
                const { nature, comparisons } = dimension;
                return new Map(box).set(name, { nature, absent: true, comparisons });
            },
        });
        if (found !== undefined) return found;
    }
    return undefined;
}

/**
 * Several conditions on one key in one statement: a token must meet them all. Most often an exact list and a list of
 * patterns were meant as alternatives.
 */
function contradictions(judged: JudgedStatement, name: string): VerdictFinding[] {
    const blocks = keysNamed(judged, name).map(({ block }) => block);
    const positive = blocks.filter((block) => guardKind(block) === "positive" && block.values.length > 0);
    const last = positive.at(-1);
    const exact = positive.find((block) => block.operator?.pattern === false) ?? positive[0];
    if (exact === undefined || last === undefined) return [];
    const others = positive.filter((block) => block !== exact);
    const variables = judged.document.hasPolicyVariables;
    if (others.length === 0) return [];

    const operators = positive.map(({ operatorText }) => operatorText).join(" and ");
    const what = `${operators} on ${exact.key} stand in one statement, where both must be met`;
    const found = {
        path: exact.path,
        what,
        fix: `Write two statements that are alike but for this condition: one with ${operators.replace(" and ", ", one with ")}.`,
    };
    if (exact.operator?.pattern === true) {
        // Both are patterns: what they have in common decides.
        const impossible = name === "sub" && conflict(positive, variables);
        return impossible
            ? [
                  {
                      ...found,
                      code: "conditions-exclude-each-other",
                      severity: "high",
                      effect: "closed",
                      then: "no subject matches both, so no job ever gets in",
                  },
              ]
            : [];
    }
    const shut = exact.values.filter(
        ({ text }) => !others.every((block) => admitsText(block, text, variables)),
    );
    if (shut.length === exact.values.length) {
        const then = `none of the exact values matches ${others.map(({ operatorText }) => operatorText).join(" and ")} too, so no job ever gets in`;
        return [
            { ...found, code: "conditions-exclude-each-other", severity: "high", effect: "closed", then },
        ];
    }
    if (shut.length > 0) {
        const then = `these values never match: ${shut.map(({ text }) => text).join(", ")}`;
        return [{ ...found, code: "conditions-exclude-values", severity: "medium", effect: "closed", then }];
    }
    const then = "all exact values match the other condition too, so it changes nothing";
    return [{ ...found, code: "conditions-redundant", severity: "info", effect: "none", then }];
}

/** Whether no subject matches a value of each of the conditions. Of many pairs only the first conditions are compared. */
function conflict(blocks: readonly ConditionBlock[], variables: boolean): boolean {
    const globs = blocks.map((block) =>
        block.values.map(({ text }) =>
            globOfValue(text, { wildcards: block.operator?.pattern ?? false, variables }),
        ),
    );
    const [first = [], second = []] = globs;
    return first.every((one) => second.every((other) => !mayHaveSubject({ all: [one, other], none: [] })));
}

function admitsText(block: ConditionBlock, text: string, variables: boolean): boolean {
    return block.values.some((value) => {
        const glob: Glob = globOfValue(value.text, {
            wildcards: block.operator?.pattern ?? false,
            variables,
        });
        return (
            globMatches(glob, text) ||
            (block.operator?.ignoreCase === true && value.text.toLowerCase() === text.toLowerCase())
        );
    });
}
