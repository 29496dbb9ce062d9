import {
    type ConditionBlock,
    type ConditionOperator,
    type Truth,
    evaluateCondition,
    tokenizeValue,
} from "../conditions";
import { anyCharacter, anyText, everything, GlobBuilder, type Glob } from "../languages";
import type { KeyNature, TokenSpace } from "./space";

/** What one value of a key must be: it matches a glob of each list of `all`, and none of `none`. */
export interface ValueDemand {
    all: readonly (readonly Glob[])[];
    none: readonly Glob[];
}

/** What a list of two or more values must be. */
export interface ListDemand {
    /** Every value of the list. */
    each: ValueDemand;
    /** For each of these, at least one value of the list. */
    some: readonly ValueDemand[];
}

/** A condition on a key of the request that only comparing can decide. */
export interface Comparison {
    block: ConditionBlock;
    wanted: readonly Truth[];
}

/**
 * What conditions leave of one key: whether it may be absent, what a single value must be, and what several must be.
 * Left out: not in that form.
 */
export interface Dimension {
    nature: Exclude<KeyNature, { kind: "never" }>;
    absent: boolean;
    single?: ValueDemand;
    several?: ListDemand;
    comparisons: readonly Comparison[];
}

/** What conditions leave of all keys; a key that none of them names is not in it. Undefined: nothing at all. */
export type Box = ReadonlyMap<string, Dimension>;

/** How conditions are read whose outcome no document settles, or that hang on what is not known. */
export type Certainty =
    /** They are taken as they suit the question: what may get in. */
    | "may"
    /** They are not counted on: what surely gets in. */
    | "surely";

/** How conditions are read in one space. */
export interface Reading {
    space: TokenSpace;
    /** Whether `${…}` in values is a policy variable. */
    variables: boolean;
    certainty: Certainty;
    /** Whether a list under an operator without set qualifier counts as one of those that may suit. */
    lists: boolean;
}

/** A box in which no condition was read. */
export const wholeSpace: Box = new Map();

const whatever: ValueDemand = { all: [], none: [] };

/** The outcomes of a condition that serve, if it is to be met, or not to be met. */
export function truthsFor(met: boolean, certainty: Certainty): readonly Truth[] {
    return certainty === "may" ? [met, "not-analysed"] : [met];
}

/** A box and one more condition, which must be met (or must not be); undefined where nothing is left. */
export function withCondition(
    box: Box,
    block: ConditionBlock,
    met: boolean,
    reading: Reading,
): Box | undefined {
    const nature = reading.space.natureOf(block.keyName);
    const wanted = truthsFor(met, reading.certainty);
    if (nature.kind === "never") {
        return wanted.includes(whenAbsent(block, reading.variables)) ? box : undefined;
    }
    const left = box.get(nature.dimension) ?? wholeDimension(nature);
    const next = bothOf(left, dimensionOf(block, met, wanted, nature, reading));
    const isEmpty = !next.absent && next.single === undefined && next.several === undefined;
    return isEmpty ? undefined : new Map(box).set(nature.dimension, next);
}

/** What is left of a key when no condition names it. */
export function wholeDimension(nature: Dimension["nature"]): Dimension {
    return {
        nature,
        absent: nature.kind === "opaque" || nature.optional,
        single: whatever,
        ...(nature.kind === "text" && nature.many && { several: { each: whatever, some: [] } }),
        comparisons: [],
    };
}

/** A box in which one key's values are confined further. */
export function withValues(box: Box, nature: Dimension["nature"], demand: ValueDemand): Box {
    const left = box.get(nature.dimension) ?? wholeDimension(nature);
    const confined: Dimension = { nature, absent: false, single: demand, comparisons: [] };
    return new Map(box).set(nature.dimension, bothOf(left, confined));
}

function bothOf(left: Dimension, right: Dimension): Dimension {
    const single = left.single && right.single && both(left.single, right.single);
    const several =
        left.several && right.several
            ? {
                  each: both(left.several.each, right.several.each),
                  some: [...left.several.some, ...right.several.some],
              }
            : undefined;
    return {
        nature: left.nature,
        absent: left.absent && right.absent,
        ...(single && { single }),
        ...(several && { several }),
        comparisons: [...left.comparisons, ...right.comparisons],
    };
}

function both(left: ValueDemand, right: ValueDemand): ValueDemand {
    return { all: [...left.all, ...right.all], none: [...left.none, ...right.none] };
}

/** What a condition makes of a request without its key. */
function whenAbsent(block: ConditionBlock, variables: boolean): Truth {
    return evaluateCondition(block, { lookUp: () => ({ state: "absent", why: "" }) }, variables).met;
}

function whenPresent(block: ConditionBlock): Truth {
    const present = { state: "present", values: ["x"], type: "other" } as const;
    return evaluateCondition(block, { lookUp: () => present }, false).met;
}

/** What one condition leaves of its key. */
function dimensionOf(
    block: ConditionBlock,
    met: boolean,
    wanted: readonly Truth[],
    nature: Exclude<KeyNature, { kind: "never" }>,
    reading: Reading,
): Dimension {
    const { operator, values } = block;
    const absent = wanted.includes(whenAbsent(block, reading.variables));
    const doubtful = (serves: boolean): Dimension => ({
        nature,
        absent,
        ...(serves && wholeSingleAndSeveral(nature)),
        comparisons: [],
    });
    const undecided = wanted.includes("not-analysed");
    if (operator === undefined || values.length === 0) return doubtful(undecided);
    if (operator.kind === "null") return doubtful(wanted.includes(whenPresent(block)));
    if (nature.kind === "opaque") return doubtful(undecided);
    if (nature.kind === "request") {
        return { nature, absent, single: whatever, comparisons: [{ block, wanted }] };
    }
    if (operator.kind !== "string" && operator.kind !== "bool") return doubtful(undecided);
    return textDimension(block, operator, met, absent, nature, reading);
}

function wholeSingleAndSeveral(nature: Dimension["nature"]): Pick<Dimension, "single" | "several"> {
    const { single, several } = wholeDimension(nature);
    return { ...(single && { single }), ...(several && { several }) };
}

/** String operators on a claim: whether each value, or some value, is in the language that the condition names. */
function textDimension(
    block: ConditionBlock,
    operator: ConditionOperator,
    met: boolean,
    absent: boolean,
    nature: KeyNature & { kind: "text" },
    reading: Reading,
): Dimension {
    const language = languageOf(block, operator, reading);
    // What must hold of a value for it to count as a hit, and for it to count as none.
    const generous = reading.certainty === "may";
    const hit = { all: [generous ? language.may : language.surely], none: [] };
    const miss = { all: [], none: generous ? language.surely : language.may };
    const isHit = met !== operator.negated;
    const demand = isHit ? hit : miss;
    // "At least one value is as named" and "every value is" turn into each other when they are not to be met.
    const some = (operator.qualifier === "ForAnyValue") === met;
    const dimension: Dimension = { nature, absent, single: demand, comparisons: [] };
    if (!nature.many) return dimension;
    if (operator.qualifier === undefined) {
        const serves = generous && reading.lists;
        return serves ? { ...dimension, several: { each: whatever, some: [] } } : dimension;
    }
    const several = some ? { each: whatever, some: [demand] } : { each: demand, some: [] };
    return { ...dimension, several };
}

/** The strings that a condition's values surely name, and those that they may name. */
function languageOf(
    block: ConditionBlock,
    operator: ConditionOperator,
    reading: Reading,
): { surely: Glob[]; may: Glob[] } {
    const surely: Glob[] = [];
    const may: Glob[] = [];
    for (const { text } of block.values) {
        const glob = globOf(text, block, operator, reading);
        may.push(...(glob === undefined ? [] : [glob.glob]));
        surely.push(...(glob?.isCertain === true ? [glob.glob] : []));
    }
    return { surely, may };
}

/** The glob of one value; undefined where it names nothing. */
function globOf(
    text: string,
    block: ConditionBlock,
    operator: ConditionOperator,
    { space, variables }: Reading,
): { glob: Glob; isCertain: boolean } | undefined {
    if (operator.kind === "bool") {
        const builder = new GlobBuilder(true);
        builder.text(text);
        return { glob: builder.build(), isCertain: true };
    }
    const builder = new GlobBuilder(operator.ignoreCase);
    const tokens = tokenizeValue(text, { wildcards: operator.pattern, variables });
    let isCertain = true;
    for (const token of tokens) {
        if (token.kind === "text") builder.text(token.text);
        else if (token.kind === "anyText") builder.wildcard(anyText);
        else if (token.kind === "anyCharacter") builder.wildcard(anyCharacter);
        else if (token.kind === "malformed") return { glob: everything, isCertain: false };
        else {
            const keyName = token.key.toLowerCase();
            const nature = space.natureOf(keyName);
            if (nature.kind === "never") {
                if (token.defaultText === undefined) return undefined;
                builder.text(token.defaultText);
                continue;
            }
            // A value that is compared with itself.
            if (keyName === block.keyName && tokens.length === 1)
                return { glob: everything, isCertain: true };
            if (nature.kind !== "text" || /^(aws|sts):/.test(keyName))
                return { glob: everything, isCertain: false };
            isCertain = false;
            builder.wildcard(anyText);
        }
    }
    // Whether letter case outside ASCII counts is not documented.
    if (operator.ignoreCase && /[^\0-\x7f]/.test(text)) isCertain = false;
    return { glob: builder.build(), isCertain };
}

/**
 * A condition's value as a glob. A policy variable may become any string, so it is read as `*`: what is concluded from
 * the glob then holds whatever it expands to.
 */
export function globOfValue(text: string, syntax: { wildcards: boolean; variables: boolean }): Glob {
    const builder = new GlobBuilder();
    for (const token of tokenizeValue(text, syntax)) {
        if (token.kind === "text") builder.text(token.text);
        else builder.wildcard(token.kind === "anyCharacter" ? anyCharacter : anyText);
    }
    return builder.build();
}
