import { keysOfIssuer } from "../conditions";
import type { IssuerKey } from "./conditionKey";
import { contradictions } from "./contradictions";
import { guardKind, hasLiteralWildcard } from "./guard";
import { keysNamed, type JudgedStatement } from "./judgedStatement";
import type { VerdictFinding } from "./verdictFinding";

/** Operators that make a guard vacuous, wider or impossible. */
export function trustOperatorsEffective(judged: JudgedStatement): VerdictFinding[] {
    if (judged.issuer === undefined) return [];
    const issuer = judged.issuer;
    // Keys that no token has are reported as such, with what their operators make of it.
    const offered = judged.keys.filter(
        (key) => key.wellFormed && key.issuer === issuer && keysOfIssuer(issuer).includes(key.name),
    );
    const claims = judged.keys.filter((key) => key.wellFormed && key.issuer === issuer && key.name === "iss");
    return [
        ...["sub", "aud"].flatMap((name) => onlyExclusions(judged, name)),
        ...offered.flatMap((key) => [...judgeNull(judged, key), ...judgeIgnoreCase(key)]),
        ...[...offered, ...claims].flatMap((key) => judgeQualifier(key)),
        ...["sub", "aud"].flatMap((name) => contradictions(judged, name)),
    ];
}

/** A key that nothing but exclusions is said about. */
function onlyExclusions(judged: JudgedStatement, name: string): VerdictFinding[] {
    const blocks = keysNamed(judged, name).map(({ block }) => block);
    if (blocks.some((block) => guardKind(block) !== "negative" && guardKind(block) !== "null")) return [];
    const isSubject = name === "sub";
    const stranger = "project_path:stranger/app:ref_type:branch:ref:any-branch";
    return blocks
        .filter((block) => guardKind(block) === "negative")
        .filter(
            (block) =>
                !block.values.every((value) =>
                    hasLiteralWildcard(block, value, judged.policy.hasPolicyVariables),
                ) || isSubject,
        )
        .slice(0, 1)
        .map((block): VerdictFinding => ({
            code: isSubject ? "subject-only-excluded" : "audience-only-excluded",
            severity: isSubject
                ? judged.projectPinned
                    ? "medium"
                    : judged.shared
                      ? "critical"
                      : "high"
                : "medium",
            effect: "open",
            path: block.path,
            value: block.values.map(({ text }) => text),
            what: `${block.operatorText} only shuts out what it names, and nothing says who may come in`,
            then: isSubject
                ? judged.projectPinned
                    ? "any other ref of the project with that project_id gets in"
                    : `every other project on ${judged.issuer ?? "the instance"} can assume this role`
                : "tokens for every other audience that the provider registers are taken",
            fix: isSubject
                ? `Add "StringEquals": {"${block.key}": "project_path:GROUP/PROJECT:ref_type:branch:ref:main"}.`
                : `Write "StringEquals": {"${block.key}": "AUDIENCE"}.`,
            ...(isSubject && !judged.projectPinned ? { witness: stranger } : {}),
        }));
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

function judgeIgnoreCase({ block, name }: IssuerKey): VerdictFinding[] {
    if (
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
function judgeQualifier({ block, name }: IssuerKey): VerdictFinding[] {
    const { operator } = block;
    const qualifier =
        operator?.qualifier === "ForAllValues"
            ? "ForAllValues"
            : operator?.ifExists === true
              ? "IfExists"
              : undefined;
    if (operator === undefined || qualifier === undefined) return [];
    const isAlwaysThere = name === "sub" || name === "aud";
    const plain = operator.base;
    return [
        {
            code: isAlwaysThere ? "qualifier-without-use" : "qualifier-met-when-absent",
            severity: "medium",
            effect: isAlwaysThere ? "none" : "open",
            path: block.path,
            what: `${block.operatorText} is met by a token that has no ${name} at all`,
            then: isAlwaysThere
                ? `every GitLab token has one ${name}, so it compares like ${plain}; a reader cannot count on that`
                : `a token without ${name} passes, and the condition counts as no guard`,
            fix: `Write the plain operator: "${plain}": {"${block.key}": …}.`,
        },
    ];
}
