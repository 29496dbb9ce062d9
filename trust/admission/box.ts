import {
    type ConditionBlock,
    type ConditionOperator,
    type Truth,
    evaluateCondition,
    tokenizeValue,
} from "../conditions";
import {
    anyCharacter,
    anyText,
    everything,
    GlobBuilder,
    globOfPattern,
    literalGlob,
    type Glob,
} from "../languages";
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

/** A box in which the values of a claim of the space's own tokens are confined further: present, and as demanded. */
export function withClaim(box: Box, { space }: Reading, name: string, demand: ValueDemand): Box {
    const nature = space.natureOf(`${space.issuer.toLowerCase()}:${name}`);
    // Where no token has the claim, there is nothing to confine.
    if (nature.kind === "never") return box;
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
    if (operator === undefined || values.length === 0 || nature.kind === "opaque") return doubtful(undecided);
    if (operator.kind === "null") return doubtful(wanted.includes(whenPresent(block)));
    if (nature.kind === "request" && operator.kind !== "string") {
        return { nature, absent, single: whatever, comparisons: [{ block, wanted }] };
    }
    if (operator.kind !== "string" && operator.kind !== "bool") return doubtful(undecided);
    return textDimension(block, operator, met, absent, nature, reading);
}

function wholeSingleAndSeveral(nature: Dimension["nature"]): Pick<Dimension, "single" | "several"> {
    const { single, several } = wholeDimension(nature);
    return { ...(single && { single }), ...(several && { several }) };
}

/** String operators, and Bool on a claim: whether each value, or some value, is in the language that the condition names. */
function textDimension(
    block: ConditionBlock,
    operator: ConditionOperator,
    met: boolean,
    absent: boolean,
    nature: KeyNature & { kind: "text" | "request" },
    reading: Reading,
): Dimension {
    const isHit = met !== operator.negated;
    const demand =
        operator.kind === "bool"
            ? booleanDemand(block, isHit, reading)
            : stringDemand(block, operator, isHit, reading);
    // "At least one value is as named" and "every value is" turn into each other when they are not to be met.
    const some = (operator.qualifier === "ForAnyValue") === met;
    const dimension: Dimension = { nature, absent, single: demand, comparisons: [] };
    if (nature.kind === "request" || !nature.many) return dimension;
    if (operator.qualifier === undefined) {
        const serves = reading.certainty === "may" && reading.lists;
        return serves ? { ...dimension, several: { each: whatever, some: [] } } : dimension;
    }
    const several = some ? { each: whatever, some: [demand] } : { each: demand, some: [] };
    return { ...dimension, several };
}

/** What a value has to be for a string operator to hit it, or to miss it. */
function stringDemand(
    block: ConditionBlock,
    operator: ConditionOperator,
    isHit: boolean,
    reading: Reading,
): ValueDemand {
    // The strings that the values name for certain are wanted, or those that they possibly name: what is generous to
    // hit is strict to miss.
    const generous = (reading.certainty === "may") === isHit;
    const globs: Glob[] = [];
    for (const { text } of block.values) {
        const glob = globOf(text, block, operator, reading);
        if (glob !== undefined && (generous || glob.isCertain)) globs.push(glob.glob);
    }
    return isHit ? { all: [globs], none: [] } : { all: [], none: globs };
}

/** Bool compares `true` and `false` in any case; what it makes of anything else, on either side, is not documented. */
function booleanDemand({ values }: ConditionBlock, isHit: boolean, { certainty }: Reading): ValueDemand {
    const texts = values.map(({ text }) => text.toLowerCase());
    const listed = booleans.filter((each) => texts.includes(each)).map(inAnyCase);
    const isReadable = texts.every((each) => booleans.includes(each));
    const missed = isReadable ? booleans.filter((each) => !texts.includes(each)).map(inAnyCase) : [];
    if (certainty === "surely") return { all: [isHit ? listed : missed], none: [] };
    return { all: [], none: isHit ? missed : listed };
}

const booleans = ["true", "false"];

function inAnyCase(text: string): Glob {
    const builder = new GlobBuilder(true);
    builder.text(text);
    return builder.build();
}

/** The glob of one value; undefined where it names nothing. */
function globOf(
    text: string,
    block: ConditionBlock,
    operator: ConditionOperator,
    { space, variables }: Reading,
): { glob: Glob; isCertain: boolean } | undefined {
    // Letter case outside ASCII: whether it counts is not documented.
    let isCertain = !operator.ignoreCase || !/[^\0-\x7f]/.test(text);
    if (!variables || !text.includes("${")) {
        const isPlain = !operator.pattern && !operator.ignoreCase;
        return { glob: isPlain ? literalGlob(text) : globOfPattern(text, operator), isCertain };
    }
    const builder = new GlobBuilder(operator.ignoreCase);
    const tokens = tokenizeValue(text, { wildcards: operator.pattern, variables });
    const unclear = { glob: everything, isCertain: false };
    for (const token of tokens) {
        if (token.kind === "text") builder.text(token.text);
        else if (token.kind === "anyText") builder.wildcard(anyText);
        else if (token.kind === "anyCharacter") builder.wildcard(anyCharacter);
        else if (token.kind === "malformed") return unclear;
        else {
            const keyName = token.key.toLowerCase();
            const nature = space.natureOf(keyName);
            if (nature.kind === "never") {
                if (token.defaultText === undefined) return undefined;
                // Whether these are wildcards in a default is not documented.
                if (/[*?]/.test(token.defaultText)) return unclear;
                builder.text(token.defaultText);
                continue;
            }
            // Values of other issuers, and lists, may hold what cannot be put in.
            if (nature.kind !== "text" || nature.many || !space.isGitlab || /^(aws|sts):/.test(keyName))
                return unclear;
            // A value that is compared with itself.
            if (keyName === block.keyName && tokens.length === 1)
                return { glob: everything, isCertain: true };
            isCertain = false;
            builder.wildcard(anyText);
        }
    }
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
