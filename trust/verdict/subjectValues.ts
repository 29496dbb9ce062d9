import { limits } from "../aws";
import { anyText, globOfValue, type Glob } from "../pattern/glob";
import type { ConditionBlock, PolicyValue } from "../conditions";
import { brokenPiece } from "./brokenPiece";
import { guardKind, hasLiteralWildcard } from "./guard";
import { JudgedSubject } from "./judgedSubject";

/** More combinations than these are not looked at one by one; the first condition then counts alone. */
const mostCombinations = 256;

/**
 * Characters of patterns in one statement that are followed exactly. A whole policy has at most a quarter of that; in
 * what AWS would never take, the patterns beyond are read as if everything after their first wildcard were `*`.
 */
const mostPatternCharacters = 4 * limits.trustPolicyLengthOnRequest;

/** More exclusions than these get no credit. */
const mostExclusions = 16;

/**
 * The values on `sub` that let somebody in, each with what stands beside it: the values of one condition are a union,
 * the conditions of one statement an intersection. Values that cannot match anything are left out, they have rules of
 * their own.
 */
export function subjectValues(blocks: readonly ConditionBlock[], variables: boolean): JudgedSubject[] {
    const positive = blocks.filter((block) => guardKind(block) === "positive");
    const choices = boundedGlobs(positive.map((block) => usableValues(block, variables)));
    const [first = [], ...others] = choices;
    const none = exclusions(blocks, variables);

    const combinations = choices.reduce((product, values) => product * values.length, 1);
    if (combinations > mostCombinations)
        return first.map(({ value, glob }) => new JudgedSubject(value, { all: [glob], none }));
    const combined = others.reduce(
        (sofar, values) =>
            sofar.flatMap(({ value, all }) => values.map((next) => ({ value, all: [...all, next.glob] }))),
        first.map(({ value, glob }) => ({ value, all: [glob] as Glob[] })),
    );
    return combined.map(({ value, all }) => new JudgedSubject(value, { all, none }));
}

/** A value with what it matches. */
interface UsableValue {
    value: PolicyValue;
    glob: Glob;
}

function boundedGlobs(choices: readonly UsableValue[][]): UsableValue[][] {
    let characters = 0;
    return choices.map((values) =>
        values.map(({ value, glob }) => {
            const firstWildcard = glob.findIndex((token) => token < 0);
            if (firstWildcard < 0) return { value, glob };
            characters += glob.length;
            if (characters <= mostPatternCharacters) return { value, glob };
            return { value, glob: [...glob.slice(0, firstWildcard), anyText] };
        }),
    );
}

function usableValues(block: ConditionBlock, variables: boolean): UsableValue[] {
    return block.values
        .filter(({ text }) => text !== "" && brokenPiece(text, variables) === undefined)
        .filter((value) => !hasLiteralWildcard(block, value, variables))
        .map((value) => ({ value, glob: globOf(block, value, variables) }));
}

/** Whether subjects are shut out by conditions that get no credit: then nothing is known to get in for certain. */
export function hasUnfollowedExclusions(blocks: readonly ConditionBlock[]): boolean {
    const negative = blocks.filter((block) => guardKind(block) === "negative");
    const count = negative.reduce((sum, block) => sum + block.values.length, 0);
    return (
        count > mostExclusions || negative.some((block) => followedValues(block).length < block.values.length)
    );
}

function exclusions(blocks: readonly ConditionBlock[], variables: boolean): Glob[] {
    const excluded = blocks
        .filter((block) => guardKind(block) === "negative")
        .flatMap((block) => followedValues(block).map((value) => globOf(block, value, variables)));
    return excluded.length > mostExclusions ? [] : excluded;
}

/** The values of an exclusion that are followed: no policy variables, no indifference to case. */
function followedValues(block: ConditionBlock): PolicyValue[] {
    return block.operator?.ignoreCase === true ? [] : block.values.filter(({ text }) => !text.includes("${"));
}

function globOf(block: ConditionBlock, { text }: PolicyValue, variables: boolean): Glob {
    return globOfValue(text, { wildcards: block.operator?.pattern ?? false, variables });
}
