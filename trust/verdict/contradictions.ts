import { globMatches, globOfValue, type Glob } from "../pattern/glob";
import { letsAnyIn } from "../pattern/findSubject";
import type { ConditionBlock } from "../conditions";
import { guardKind, hasLiteralWildcard } from "./guard";
import { keysNamed, type JudgedStatement } from "./judgedStatement";
import type { VerdictFinding } from "./verdictFinding";

/**
 * Several conditions on one key in one statement: a token must meet them all. Most often an exact list and a list of
 * patterns were meant as alternatives.
 */
export function contradictions(judged: JudgedStatement, name: string): VerdictFinding[] {
    const blocks = keysNamed(judged, name).map(({ block }) => block);
    const positive = blocks.filter((block) => guardKind(block) === "positive" && block.values.length > 0);
    const last = positive.at(-1);
    const exact = positive.find((block) => block.operator?.pattern === false) ?? positive[0];
    if (exact === undefined || last === undefined) return [];
    const others = positive.filter((block) => block !== exact);
    const variables = judged.policy.hasPolicyVariables;
    if (others.length === 0) return excluded(judged, name, blocks, variables);

    const operators = positive.map(({ operatorText }) => operatorText).join(" and ");
    const what = `${operators} on ${exact.key} stand in one statement, where both must be met`;
    const found = {
        path: exact.path,
        what,
        fix: `Write two statements that are alike but for this condition: one with ${operators.replace(" and ", ", one with ")}.`,
    };
    if (exact.operator?.pattern === true) {
        // Both are patterns: what they have in common decides.
        const impossible =
            name === "sub" &&
            judged.subjects.length > 0 &&
            judged.subjects.every(({ pattern }) => !letsAnyIn(pattern));
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

/** Values that an exclusion beside them shuts out again. */
function excluded(
    judged: JudgedStatement,
    name: string,
    blocks: readonly ConditionBlock[],
    variables: boolean,
): VerdictFinding[] {
    const negative = blocks.filter((block) => guardKind(block) === "negative");
    if (name !== "sub" || negative.length === 0) return [];
    return judged.subjects
        .filter(({ pattern }) => !letsAnyIn(pattern) && letsAnyIn({ ...pattern, none: [] }))
        .map(({ value }): VerdictFinding => ({
            code: "subject-excluded-again",
            severity: "high",
            effect: "closed",
            path: value.path,
            value: value.text,
            what: `"${value.text}" is let in and shut out in one statement`,
            then: "no job ever gets in by this value",
            fix: `Remove the value, or what shuts it out: ${negative.flatMap((block) => (admitsNothing(block, variables) ? [] : [block.path])).join(", ")}.`,
        }));
}

function admitsNothing(block: ConditionBlock, variables: boolean): boolean {
    return block.values.every((value) => hasLiteralWildcard(block, value, variables));
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
