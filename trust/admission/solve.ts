import { type ConditionBlock, evaluateCondition } from "../conditions";
import {
    anyText,
    anythingNotEmpty,
    findSubject,
    findText,
    globAutomaton,
    globMatches,
    intersection,
    isIssuedSubject,
    isLiteral,
    literalGlob,
    matches,
    oneOf,
    readableSubject,
    textOf,
    type Automaton,
    type Glob,
    type Pattern,
    type SubjectLimits,
    type Work,
} from "../languages";
import { type Box, type Certainty, type Dimension, type ValueDemand } from "./box";
import type { Witness } from "../finding";
import { valuesOf, type Choice, type TokenSpace } from "./space";

/** Values for the keys of a box, with which a token and its request lie in it. */
export interface Solution {
    choice: Choice;
    subject: string;
    /** Whether another subject would do as well, so that it may be made more readable. */
    accepts?: (subject: string) => boolean;
}

/** One choice of values that lies in a box, within limits on its subject; undefined where there is none. Raises WorkSpent. */
export function solve(
    box: Box,
    space: TokenSpace,
    limits: SubjectLimits,
    variables: boolean,
    work: Work,
): Solution | undefined {
    work.charge(10 + 5 * box.size);
    const choice = new Map<string, readonly string[] | undefined>();
    for (const [name, dimension] of box) {
        if (name === "sub") continue;
        const chosen = chooseValues(dimension, variables, work);
        if (chosen === undefined) return undefined;
        choice.set(name, chosen.values);
    }
    const found = chooseSubject(box, space, limits, work);
    if (found === undefined) return undefined;
    choice.set("sub", [found.subject]);
    return { choice, ...found };
}

/** The solution with a subject that reads well, where there is one. */
export function readable({ choice, subject, accepts }: Solution): Solution {
    if (accepts === undefined) return { choice, subject };
    const better = readableSubject(subject, accepts);
    return { choice: new Map(choice).set("sub", [better]), subject: better };
}

/** The values of one key; `values` is undefined where the key has to be absent. Undefined where nothing serves. */
function chooseValues(
    dimension: Dimension,
    variables: boolean,
    work: Work,
): { values: readonly string[] | undefined } | undefined {
    const { nature, absent, single, several } = dimension;
    if (nature.kind === "request") return chooseForRequest(dimension, variables, work);
    const language = nature.kind === "text" ? nature.language : anythingNotEmpty;
    const preferred = nature.kind === "text" ? nature.preferred : ["value"];
    const choose = (demand: ValueDemand): string | undefined =>
        preferred.find((value) => meets(demand, value, language, work)) ??
        findIn(demand, (pattern) => findText(pattern, language, work), work);
    const value = single && choose(single);
    if (value !== undefined) return { values: [value] };
    if (several !== undefined) {
        const values = several.some.map((demand) =>
            choose({
                all: [...several.each.all, ...demand.all],
                none: [...several.each.none, ...demand.none],
            }),
        );
        const found = values.filter((each) => each !== undefined);
        if (found.length === values.length) {
            const list = [...new Set(found)];
            while (list.length < 2) {
                const none = [...several.each.none, ...list.map(literalGlob)];
                const further = choose({ ...several.each, none });
                // A list may name one value twice.
                list.push(further ?? list[0] ?? "");
            }
            if (list.every((each) => each !== "")) return { values: list };
        }
    }
    return absent ? { values: undefined } : undefined;
}

function meets({ all, none }: ValueDemand, value: string, language: Automaton, work: Work): boolean {
    work.charge(1 + all.length + none.length);
    return (
        all.every((globs) => globs.some((glob) => globMatches(glob, value))) &&
        !none.some((glob) => globMatches(glob, value)) &&
        isAccepted(language, value)
    );
}

function isAccepted(language: Automaton, value: string): boolean {
    let state = language.start;
    for (const character of value) {
        state = language.step(state, character.codePointAt(0) ?? 0);
        if (state < 0) return false;
    }
    return language.accepts(state);
}

/** What a search finds for some choice of one glob from each list. */
function findIn(
    { all, none }: ValueDemand,
    find: (pattern: Pattern) => string | undefined,
    work: Work,
): string | undefined {
    if (none.some(([first, ...more]) => first === anyText && more.length === 0)) return undefined;
    // A list of exact values leaves the fewest choices, and each is quickly tried.
    const exact = all.find((globs) => globs.every(isLiteral));
    if (exact !== undefined) {
        for (const glob of exact) {
            work.charge(1 + all.length + none.length);
            const text = textOf(glob);
            const fits =
                all.every((globs) => globs.some((other) => globMatches(other, text))) &&
                !none.some((other) => globMatches(other, text));
            const found = fits ? find({ all: [glob], none: [] }) : undefined;
            if (found !== undefined) return found;
        }
        return undefined;
    }
    const [first, ...rest] = [...all].sort((left, right) => left.length - right.length);
    const walk = (chosen: readonly Glob[], left: readonly (readonly Glob[])[]): string | undefined => {
        work.charge(1);
        const [next, ...others] = left;
        if (next === undefined) return find({ all: chosen, none });
        // Nothing may be left long before the last list.
        if (chosen.length > 1 && find({ all: chosen, none: [] }) === undefined) return undefined;
        for (const glob of next) {
            const found = walk([...chosen, glob], others);
            if (found !== undefined) return found;
        }
        return undefined;
    };
    return walk([], first === undefined ? [] : [first, ...rest]);
}

function chooseSubject(
    box: Box,
    space: TokenSpace,
    limits: SubjectLimits,
    work: Work,
): Pick<Solution, "subject" | "accepts"> | undefined {
    const demand = box.get("sub")?.single ?? (box.has("sub") ? undefined : { all: [], none: [] });
    if (demand === undefined) return undefined;
    let accepts: Solution["accepts"];
    const searchSubject = (): string | undefined => {
        if (!space.isGitlab)
            return findIn(demand, (pattern) => findText(pattern, anythingNotEmpty, work), work);
        const confined = space.hasGitlabComKeys
            ? { ...limits, ...limitsOfClaims(box, limits, work) }
            : limits;
        return findIn(
            demand,
            (pattern) => {
                const found = findSubject(pattern, confined, work);
                accepts = found?.accepts;
                return found?.subject;
            },
            work,
        );
    };
    const subject = searchSubject();
    return subject === undefined ? undefined : { subject, ...(accepts && { accepts }) };
}

/** What conditions on a claim leave of the component of the subject that always has the claim's value. */
function limitsOfClaims(box: Box, limits: SubjectLimits, work: Work): SubjectLimits {
    const confined: SubjectLimits = {};
    const id = box.get("project_id")?.single;
    if (id !== undefined && (id.all.length > 0 || id.none.length > 0)) {
        const [first, ...others] = automataOf(id, work);
        if (first !== undefined) confined.projectId = intersection(first, ...others);
    }
    const refProtected = box.get("ref_protected")?.single;
    if (refProtected !== undefined) {
        const open = limits.refProtected ?? ["true", "false"];
        confined.refProtected = open.filter((value) => meets(refProtected, value, anythingNotEmpty, work));
    }
    return confined;
}

/** One automaton for each list of alternatives, and for each exclusion. */
function automataOf({ all, none }: ValueDemand, work: Work): Automaton[] {
    return [
        ...all.map((globs) => unionOf(globs, work)),
        ...none.map((glob) => globAutomaton(glob, true, work)),
    ];
}

function unionOf(globs: readonly Glob[], work: Work): Automaton {
    if (globs.every(isLiteral)) return oneOf(globs.map(textOf));
    // Not in the intersection of the complements.
    const [first, ...others] = globs.map((glob) => globAutomaton(glob, true, work));
    if (first === undefined) return oneOf([]);
    const complement = intersection(first, ...others);
    return { ...complement, fresh: true, accepts: (state) => !complement.accepts(state) };
}

/** A value of a key of the request that all comparisons agree with, and all that strings demand. */
function chooseForRequest(
    { nature, absent, single, comparisons }: Dimension,
    variables: boolean,
    work: Work,
): { values: readonly string[] | undefined } | undefined {
    const preferred = nature.kind === "request" ? nature.preferred : [];
    const otherwise = absent ? { values: undefined } : undefined;
    if (single === undefined) return otherwise;
    const search = (): string | undefined =>
        findIn(single, (pattern) => findText(pattern, anythingNotEmpty, work), work);
    const candidates =
        comparisons.length === 0
            ? preferred
            : [...preferred, ...candidatesOf(comparisons.map(({ block }) => block))];
    // A comparison reads all of its values each time.
    const cost = comparisons.reduce((sum, { block }) => sum + 4 + 4 * block.values.length, 1);
    const value =
        [...new Set(candidates)].find((candidate) => {
            work.charge(cost);
            const state = { state: "present", values: [candidate], type: "other" } as const;
            return (
                meets(single, candidate, anythingNotEmpty, work) &&
                comparisons.every(({ block, wanted }) =>
                    wanted.includes(evaluateCondition(block, { lookUp: () => state }, variables).met),
                )
            );
        }) ?? (comparisons.length === 0 ? search() : undefined);
    if (value !== undefined) return { values: [value] };
    if (otherwise !== undefined) return otherwise;
    // A pattern of an ARN that no candidate fits may still be met: what cannot be shown to be shut out is let in.
    return comparisons.some(({ block }) => isBeyondCandidates(block)) ? { values: ["value"] } : undefined;
}

/** Whether the candidates of a comparison may miss a value that behaves otherwise: it has patterns, or variables. */
function isBeyondCandidates({ operator, values }: ConditionBlock): boolean {
    return (
        (operator?.pattern === true && values.some(({ text }) => /[*?]/.test(text))) ||
        values.some(({ text }) => text.includes("${"))
    );
}

/** Values at each border that comparisons draw, and between each two: between two borders all values behave alike. */
function candidatesOf(blocks: readonly ConditionBlock[]): string[] {
    const texts = (kind: string): string[] =>
        blocks.flatMap(({ operator, values }) =>
            operator?.kind === kind ? values.map(({ text }) => text) : [],
        );
    const others = blocks.flatMap(({ operator, values }) =>
        ["ip", "numeric", "date", "bool"].includes(operator?.kind ?? "")
            ? []
            : values.flatMap(({ text }) => [
                  text.replaceAll(/\$\{[*?$]\}/g, (kept) => kept.charAt(2)),
                  text.replaceAll(/[*?]/g, "x"),
                  `not-${text}`,
              ]),
    );
    return [
        ...texts("ip").flatMap(bordersOfNetwork),
        ...around(texts("numeric").map(Number)).map(String),
        ...around(texts("date").map(timeOf))
            .filter((time) => Math.abs(time) <= 8e15)
            .map((time) => new Date(time).toISOString()),
        ...(blocks.some(({ operator }) => operator?.kind === "bool") ? ["true", "false"] : []),
        ...others,
        // What none of the operators can read.
        ...(blocks.length > 0 ? ["value"] : []),
    ];
}

/** The numbers, one between each two neighbours, and one beyond either end. */
function around(numbers: readonly number[]): number[] {
    const sorted = [...new Set(numbers.filter(Number.isFinite))].sort((left, right) => left - right);
    const [first] = sorted;
    const last = sorted.at(-1);
    if (first === undefined || last === undefined) return [];
    const between = sorted.slice(1).map((number, index) => ((sorted[index] ?? number) + number) / 2);
    return [...sorted, ...between, first - 1000, last + 1000];
}

/** Milliseconds since 1970 of a date as IAM takes it: without a zone it is UTC. */
function timeOf(text: string): number {
    if (/^\d+$/.test(text) && text.length !== 4) return Number(text) * 1000;
    return Date.parse(/T.*[^Z]$/.test(text) && !/[+-]\d\d:\d\d$/.test(text) ? `${text}Z` : text);
}

/** The first and last address of a network, and their neighbours outside. */
function bordersOfNetwork(text: string): string[] {
    const [address = "", length] = text.split("/");
    const isV4 = !address.includes(":");
    const bits = isV4 ? 32 : 128;
    const number = isV4 ? numberOfV4(address) : numberOfV6(address);
    const prefix = length === undefined ? bits : Number(length);
    if (number === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) return [address];
    const size = 1n << BigInt(bits - prefix);
    const first = (number / size) * size;
    const end = 1n << BigInt(bits);
    const write = isV4 ? writeV4 : writeV6;
    return [first, first + size - 1n, first + size, first - 1n]
        .filter((each) => each >= 0n && each < end)
        .map(write);
}

function numberOfV4(text: string): bigint | undefined {
    const parts = text.split(".").map(Number);
    if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
        return undefined;
    return parts.reduce((number, part) => number * 256n + BigInt(part), 0n);
}

function writeV4(number: bigint): string {
    return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join(".");
}

function numberOfV6(text: string): bigint | undefined {
    const [head = "", tail] = text.split("::");
    const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
    const known = [...groups(head), ...groups(tail ?? "")];
    const missing = tail === undefined ? 0 : 8 - known.length;
    if (missing < 0 || known.length + missing !== 8) return undefined;
    const all = [...groups(head), ...Array.from({ length: missing }, () => "0"), ...groups(tail ?? "")];
    if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
    return all.reduce((number, group) => number * 65536n + BigInt(`0x${group}`), 0n);
}

function writeV6(number: bigint): string {
    return Array.from({ length: 8 }, (_, index) =>
        ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
    ).join(":");
}

/** Whether a demand on a single value names a few exact values only, such as ids. */
export function exactValues(dimension: Dimension | undefined): string[] | undefined {
    if (dimension?.single === undefined || dimension.absent) return undefined;
    const { all, none } = dimension.single;
    const exact = all.find((globs) => globs.every(isLiteral));
    return exact
        ?.map(textOf)
        .filter((text) => matches({ all: [], none }, text))
        .filter((text) => all.every((globs) => globs.some((glob) => globMatches(glob, text))));
}

/** Whether a GitLab instance issues no such subject. */
export function subjectIsImpossible(space: TokenSpace, { claims }: Witness): boolean {
    const { sub } = claims;
    return typeof sub !== "string" || (space.isGitlab && !isIssuedSubject(sub));
}

/** Whether a token, with its request, lies in a box: each key by itself. */
export function isInside(box: Box, witness: Witness, certainty: Certainty): boolean {
    for (const { nature, absent, single, several, comparisons } of box.values()) {
        const values = valuesOf(nature.dimension, witness);
        // Where it is not known what the request has, no condition is met for certain.
        if (values === "unknown") {
            if (certainty === "surely") return false;
            continue;
        }
        if (values === undefined) {
            if (!absent) return false;
            continue;
        }
        const [only] = values;
        const fits =
            values.length === 1 && only !== undefined
                ? single !== undefined && isFitting(single, only)
                : several !== undefined &&
                  values.every((value) => isFitting(several.each, value)) &&
                  several.some.every((demand) => values.some((value) => isFitting(demand, value)));
        if (!fits) return false;
        const state = { state: "present", values, type: "other" } as const;
        if (
            !comparisons.every(({ block, wanted }) =>
                wanted.includes(evaluateCondition(block, { lookUp: () => state }, false).met),
            )
        )
            return false;
    }
    return true;
}

/** Whether one value is as demanded. */
function isFitting({ all, none }: ValueDemand, value: string): boolean {
    return (
        all.every((globs) => globs.some((glob) => globMatches(glob, value))) &&
        !none.some((glob) => globMatches(glob, value))
    );
}
