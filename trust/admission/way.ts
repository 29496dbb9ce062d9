import {
    type DecisionRequest,
    furtherActions,
    requestContext,
    statementCoversAction,
    statementNamesProvider,
} from "../decision";
import {
    type ConditionBlock,
    type PolicyValue,
    type RequestContext,
    type Truth,
    allOf,
    anyOf,
    evaluateCondition,
    not,
    parseOperator,
    tokenizeValue,
} from "../conditions";
import {
    isSubjectWithin,
    type Work,
    WorkSpent,
    withFewStars,
    type Glob,
    type SubjectLimits,
} from "../languages";
import type { TrustStatement } from "../document";
import { wholeSpace, withCondition, type Box, type Certainty, type Dimension, type Reading } from "./box";
import { exactValues, isInside, readable, solve, subjectIsImpossible, type Solution } from "./solve";
import type { Witness } from "../finding";
import { witnessOf, type TokenSpace } from "./space";

/** The statements of a document that decide on the tokens of one issuer. */
export interface IssuerStatements {
    space: TokenSpace;
    variables: boolean;
    /** The Allow statements that name the issuer's provider and the action, or possibly do. */
    allows: readonly TrustStatement[];
    /** The Deny statements that do. */
    denies: readonly TrustStatement[];
    /** Those of both that only possibly do: their principal is a guess, or a part of them is not known yet. */
    guesses: ReadonlySet<TrustStatement>;
    /** Every statement of the document: a token with tags or a source identity needs more than one action. */
    statements: readonly TrustStatement[];
    /** What `evaluate` is told beside token and document. */
    request: DecisionRequest;
    /** What all questions about the document may cost together. */
    work: Work;
    /** What rough answers may cost together, once the exact ones were too expensive. */
    roughWork: Work;
}

/** What a question is about, beyond the way itself. */
export interface Question {
    /** What the subject is confined to. */
    limits?: SubjectLimits;
    /** Confines the box further; undefined where nothing is left. */
    confine?: (box: Box, reading: Reading) => Box | undefined;
    /** Only tokens that these statements do not allow. */
    outside?: IssuerStatements;
    /** Whether a list of audiences under an operator without set qualifier counts as one that may get in. Default: no. */
    lists?: boolean;
}

/** A token that gets in. */
export interface FoundToken {
    /** Made when it is first read. */
    readonly witness: Witness;
    /** Whether the token gets in whatever comes of the conditions that no document settles. */
    isCertain: boolean;
}

/** The answer: a token, or that none was found within the allowed work although there may be one. */
export type Found = FoundToken | { witness?: undefined; isCertain: false };

const unproven: Found = { isCertain: false };

/** Whether an answer has a token; does not make it. */
export function isProven(found: Found | undefined): found is FoundToken {
    return found !== undefined && "witness" in found;
}

/** What one question may cost. */
const mostWork = 100_000;
/** What its rough answer may cost, once the exact one was too expensive. */
const mostRoughWork = 15_000;
const roughStars = 8;
/** How many subjects that were found are tried again for the next question. */
const mostKnown = 8;

/** One value of one Allow statement, and the tokens of one issuer that get in by it. */
export class Way {
    private readonly boxes = new Map<Certainty, Box | undefined>();
    private firstFound: Found | undefined | null = null;
    private doubtful: boolean | undefined;
    /** Tokens that surely get in, found by earlier questions. */
    private readonly known: Solution[] = [];

    constructor(
        /** The issuer's statements. */
        readonly issuerStatements: IssuerStatements,
        /** The Allow statement. */
        readonly statement: TrustStatement,
        /** The value on `sub` that this way comes from; absent where the statement confines the subject by none. */
        readonly value: PolicyValue | undefined,
        /** The statement's conditions, with the value alone in the place of its list. */
        readonly conditions: readonly ConditionBlock[],
    ) {}

    /** The issuer, as host and path. */
    get issuer(): string {
        return this.issuerStatements.space.issuer;
    }

    get space(): TokenSpace {
        return this.issuerStatements.space;
    }

    /** A token that gets in by this way; undefined where none does. Without a witness: not proven. */
    get example(): Found | undefined {
        if (this.firstFound === null) this.firstFound = this.find({});
        return this.firstFound;
    }

    /** What the conditions leave of one key, given without its prefix. */
    dimension(name: string, certainty: Certainty = "may"): Dimension | undefined {
        return this.box(certainty)?.get(name);
    }

    /** The exact values that one key is confined to; undefined where it is not. */
    exactValues(name: string): string[] | undefined {
        // A statement that is a guess lets nobody in for certain; whoever it may let in is confined all the same.
        return exactValues((this.box("surely") ?? this.box("may"))?.get(name));
    }

    /** A token that gets in by this way and that the question is about. */
    find(question: Question): Found | undefined {
        if (question.confine === undefined && question.outside === undefined) {
            const { limits = {} } = question;
            const known = this.known.find(({ subject }) => isSubjectWithin(subject, limits));
            if (known !== undefined) return this.shown(within(known, limits), true);
        }
        const { work } = this.issuerStatements;
        if (this.box("may") === undefined && question.lists !== true) return undefined;
        try {
            if (work.isSpent) return this.roughly(question);
            return this.exactly(question, work.part(mostWork));
        } catch (error) {
            if (!(error instanceof WorkSpent)) throw error;
            return this.roughly(question);
        }
    }

    private exactly(question: Question, work: Work): Found | undefined {
        let answer: Found | undefined;
        const tries: readonly (readonly [own: Certainty, outside: Certainty])[] =
            question.outside === undefined
                ? [
                      ["surely", "surely"],
                      ["may", "surely"],
                  ]
                : [
                      ["surely", "surely"],
                      ["may", "surely"],
                      // What surely gets in here and only possibly there is possibly a difference.
                      ["surely", "may"],
                  ];
        for (const [own, outside] of tries) {
            if ((own === "may" || outside === "may") && answer === undefined && !this.isDoubtful(question))
                break;
            const reading = this.reading(own, question.lists ?? false);
            const box = question.lists === true ? this.makeBox(reading) : this.box(own);
            const confined = box && (question.confine === undefined ? box : question.confine(box, reading));
            const search = new Search(this, question, reading, outside, work);
            const found = confined && search.run(confined);
            if (found !== undefined) {
                const isCertain = outside === "surely" && (own === "surely" || search.isCertain(found));
                if (isCertain && question.lists !== true && this.known.length < mostKnown)
                    this.known.push(found);
                return this.shown(found, isCertain);
            }
            if (search.isUnproven) answer = unproven;
        }
        return answer;
    }

    private shown(solution: Solution, isCertain: boolean): Found {
        const { space } = this;
        let witness: Witness | undefined;
        return {
            get witness() {
                if (witness !== undefined) return witness;
                let shown = solution;
                try {
                    shown = readable(solution);
                } catch (error) {
                    if (!(error instanceof WorkSpent)) throw error;
                }
                witness = witnessOf(space, shown.choice);
                return witness;
            },
            isCertain,
        };
    }

    /** The way without its exclusions, with at most one pattern, and that cut short: it lets in at least as many. */
    private roughly(question: Question): Found {
        if (this.issuerStatements.roughWork.isSpent) return unproven;
        const box = this.box("may");
        const sub = box?.get("sub");
        if (box === undefined || sub?.single === undefined || question.outside !== undefined) return unproven;
        const [first] = [...sub.single.all].sort((left, right) => left.length - right.length);
        const all = first === undefined ? [] : [first.slice(0, 4).map(shortened)];
        const rough = new Map(box).set("sub", { ...sub, single: { all, none: [] } });
        try {
            const work = this.issuerStatements.roughWork.part(mostRoughWork);
            const reading = this.reading("may", false);
            const confined = question.confine === undefined ? rough : question.confine(rough, reading);
            const search = new Search(this, question, reading, "surely", work);
            const found = confined && search.only(confined);
            // Exclusions were left out of the search, so that the token may lie outside of the way.
            return found !== undefined && search.isInWay(found) && search.isCertain(found)
                ? { witness: witnessOf(this.space, found.choice), isCertain: true }
                : unproven;
        } catch (error) {
            if (error instanceof WorkSpent) return unproven;
            throw error;
        }
    }

    /** Whether a token lies in this way: its conditions met, and no Deny that applies. For those who check a search. */
    contains(witness: Witness): Truth {
        if (subjectIsImpossible(this.space, witness)) return false;
        const { denies, guesses } = this.issuerStatements;
        const among = (conditions: readonly ConditionBlock[], certainty: Certainty): boolean => {
            const box = this.makeBox(this.reading(certainty, true), conditions);
            return box !== undefined && isInside(box, witness, certainty);
        };
        const denied = (certainty: Certainty): boolean =>
            denies.some(
                (deny) =>
                    (certainty === "may" || !guesses.has(deny)) && among(knownConditions(deny), certainty),
            );
        const further = furtherTruth(this.issuerStatements, witness);
        if (further === false || !among(this.conditions, "may") || denied("surely")) return false;
        const isCertain = !guesses.has(this.statement) && among(this.conditions, "surely") && !denied("may");
        return isCertain ? further : "not-analysed";
    }

    /** The box that conditions leave, by default the way's own. */
    makeBox(reading: Reading, conditions: readonly ConditionBlock[] = this.conditions): Box | undefined {
        return conditions.reduce<Box | undefined>(
            (box, block) => box && withCondition(box, block, true, reading),
            wholeSpace,
        );
    }

    private box(certainty: Certainty): Box | undefined {
        if (!this.boxes.has(certainty)) {
            const isGuess = certainty === "surely" && this.issuerStatements.guesses.has(this.statement);
            this.boxes.set(certainty, isGuess ? undefined : this.makeBox(this.reading(certainty, false)));
        }
        return this.boxes.get(certainty);
    }

    private reading(certainty: Certainty, lists: boolean): Reading {
        const { space, variables } = this.issuerStatements;
        return { space, variables, certainty, lists };
    }

    /** Whether anything is undecided, so that what may get in differs from what surely does. */
    private isDoubtful({ lists = false, outside }: Question): boolean {
        const of = this.issuerStatements;
        const own = (withLists: boolean): boolean =>
            of.guesses.size > 0 ||
            anyDoubtful([this.statement], of, withLists) ||
            anyDoubtful(of.denies, of, withLists);
        this.doubtful ??= own(false);
        return (
            this.doubtful ||
            (lists && own(true)) ||
            (outside !== undefined &&
                (outside.guesses.size > 0 ||
                    anyDoubtful(outside.allows, outside, false) ||
                    anyDoubtful(outside.denies, outside, false)))
        );
    }
}

/** A solution that is made more readable only within limits on its subject, which it keeps. */
function within(solution: Solution, limits: SubjectLimits): Solution {
    const { accepts } = solution;
    if (accepts === undefined) return solution;
    return { ...solution, accepts: (subject) => accepts(subject) && isSubjectWithin(subject, limits) };
}

/** What `anyDoubtful` answered: every way of a document asks the same of all its statements. */
const doubts = new WeakMap<readonly TrustStatement[], Map<boolean, boolean>>();

/** Whether some of an issuer's statements have a condition that is doubtful. */
function anyDoubtful(
    statements: readonly TrustStatement[],
    { space, variables }: IssuerStatements,
    withLists: boolean,
): boolean {
    const known = doubts.get(statements) ?? new Map<boolean, boolean>();
    doubts.set(statements, known);
    const answer =
        known.get(withLists) ??
        statements.some(({ conditions }) =>
            conditions.some((block) => isDoubtful(block, space, variables, withLists)),
        );
    known.set(withLists, answer);
    return answer;
}

/** The conditions of a statement that are known to the end. */
export function knownConditions({ conditions, partlyUnknown }: TrustStatement): readonly ConditionBlock[] {
    if (partlyUnknown.length === 0) return conditions;
    return conditions.filter(({ path }) => !partlyUnknown.some((unknown) => unknown.startsWith(path)));
}

/** Whether a token meets a statement's conditions; one with a guess in it is never certain to apply. */
function truthOf(statement: TrustStatement, context: RequestContext, of: IssuerStatements): Truth {
    let truth: Truth = of.guesses.has(statement) ? "not-analysed" : true;
    for (const block of knownConditions(statement)) {
        const { met } = evaluateCondition(block, context, of.variables);
        if (met === false) return false;
        if (met === "not-analysed") truth = met;
    }
    return truth;
}

function contextOf({ claims, request }: Witness, of: IssuerStatements): RequestContext {
    return requestContext(claims, { ...of.request, keys: request });
}

/** Whether the other actions that a token needs are allowed: those for session tags and a source identity. */
function furtherTruth(of: IssuerStatements, witness: Witness): Truth {
    const actions = furtherActions(witness.claims);
    if (actions.length === 0) return true;
    const context = contextOf(witness, of);
    return allOf(
        actions.map((action) => {
            const truths = (effect: "Allow" | "Deny"): Truth[] =>
                of.statements
                    .filter((each) => each.effect === effect && statementCoversAction(each, action))
                    .map((each) =>
                        allOf([
                            statementNamesProvider(each, of.space.issuer, of.request),
                            truthOf(each, context, of),
                        ]),
                    );
            return allOf([anyOf(truths("Allow")), not(anyOf(truths("Deny")))]);
        }),
    );
}

/** What comparing a statement with one token costs, in steps. */
function costOf({ conditions }: TrustStatement): number {
    return conditions.reduce((cost, { values }) => cost + 4 + 4 * values.length, 4);
}

/** One search for a token of a way: its box, without what Denies take away and, maybe, what other statements allow. */
class Search {
    /** Whether some token was given up that neither gets in for certain nor is surely kept out. */
    isUnproven = false;
    private readonly of: IssuerStatements;
    /** Whether what a box says has to be tried on the token itself. */
    private readonly isChecked: boolean;

    constructor(
        private readonly way: Way,
        private readonly question: Question,
        private readonly reading: Reading,
        private readonly outsideAs: Certainty,
        private readonly work: Work,
    ) {
        this.of = way.issuerStatements;
        this.isChecked =
            reading.certainty === "may" ||
            !way.space.isGitlab ||
            (this.of.variables && way.conditions.some(hasVariables));
    }

    run(box: Box): Solution | undefined {
        return this.search(box, new Set());
    }

    /** A solution of the box, whatever Denies say. */
    only(box: Box): Solution | undefined {
        return solve(box, this.way.space, this.question.limits ?? {}, this.of.variables, this.work);
    }

    /** Whether the token meets the conditions of this very way. */
    isInWay({ choice }: Solution): boolean {
        const witness = witnessOf(this.way.space, choice);
        return this.truthOfWay(witness, contextOf(witness, this.of)) === true;
    }

    /** Whether the token gets in whatever comes of the conditions that no document settles. */
    isCertain({ choice }: Solution): boolean {
        const { allows, denies } = this.of;
        const witness = witnessOf(this.way.space, choice);
        const context = contextOf(witness, this.of);
        return (
            furtherTruth(this.of, witness) === true &&
            allows.some((allow) => truthOf(allow, context, this.of) === true) &&
            denies.every((deny) => truthOf(deny, context, this.of) === false)
        );
    }

    /** A token in the box that no Deny keeps out; a Deny's conditions are only counted where one is hit. */
    private search(box: Box, settled: ReadonlySet<TrustStatement>): Solution | undefined {
        const { denies } = this.of;
        const { outside } = this.question;
        const raw = this.only(box);
        if (raw === undefined) return undefined;
        if (denies.length === 0 && outside === undefined && !this.isChecked) return raw;
        const solution = readable(raw);
        const witness = witnessOf(this.way.space, solution.choice);
        const context = contextOf(witness, this.of);
        for (const deny of denies) {
            this.work.charge(costOf(deny));
            const truth = truthOf(deny, context, this.of);
            if (truth === false || (truth !== true && this.reading.certainty === "may")) continue;
            // Its conditions were already turned round, and still it applies: only the token itself tells.
            if (settled.has(deny)) return this.giveUp();
            if (truth === true && knownConditions(deny).length === 0) return undefined;
            return this.searchUnless(deny, box, settled, this.reading);
        }
        const accepted = outside === undefined || this.isOutside(outside, witness);
        if (accepted === true) return this.checked(solution, witness, context, box);
        if (outside === undefined) return undefined;
        return this.searchOutside(outside, accepted, box, settled);
    }

    /** The solution, if what the boxes say of it holds for the token. */
    private checked(
        solution: Solution,
        witness: Witness,
        context: RequestContext,
        box: Box,
    ): Solution | undefined {
        if (!this.isChecked) return solution;
        this.work.charge(costOf(this.way.statement));
        const met = this.truthOfWay(witness, context);
        if (met === true || (met !== false && this.reading.certainty === "may")) return solution;
        return this.related(context, box) ?? this.giveUp();
    }

    private truthOfWay(witness: Witness, context: RequestContext): Truth {
        const truths = this.way.conditions.map(
            (block) => evaluateCondition(block, context, this.of.variables).met,
        );
        return allOf([...truths, furtherTruth(this.of, witness)]);
    }

    /** Variables relate two keys, and a box has each by itself: what one of them is, is settled first. */
    private related(context: RequestContext, box: Box): Solution | undefined {
        if (!this.of.variables || !this.way.conditions.some(hasVariables)) return undefined;
        let left: Box | undefined = box;
        for (const block of this.way.conditions) {
            if (!hasVariables(block) || left === undefined) continue;
            const settled = settle(block, context);
            if (settled === undefined) return undefined;
            for (const each of [settled.block, ...settled.facts])
                left = left && withCondition(left, each, true, { ...this.reading, certainty: "surely" });
        }
        const solution = left && this.only(left);
        if (solution === undefined) return undefined;
        const witness = witnessOf(this.way.space, solution.choice);
        const again = contextOf(witness, this.of);
        const truth = this.truthOfWay(witness, again);
        const isMet = truth === true || (truth !== false && this.reading.certainty === "may");
        const isKept = this.of.denies.some((deny) => {
            const truth = truthOf(deny, again, this.of);
            return truth === true || (truth !== false && this.reading.certainty === "surely");
        });
        const { outside } = this.question;
        const isOther = outside === undefined || this.isOutside(outside, witness) === true;
        return isMet && !isKept && isOther ? solution : undefined;
    }

    private giveUp(): undefined {
        this.isUnproven = true;
        return undefined;
    }

    /** Whether the other statements do not allow a token; otherwise one that does. */
    private isOutside(outside: IssuerStatements, witness: Witness): true | TrustStatement {
        const context = contextOf(witness, outside);
        const surely = this.outsideAs === "surely";
        for (const deny of outside.denies) {
            this.work.charge(costOf(deny));
            const truth = truthOf(deny, context, outside);
            if (truth === true || (!surely && truth !== false)) return true;
        }
        return (
            outside.allows.find((allow) => {
                this.work.charge(costOf(allow));
                const truth = truthOf(allow, context, outside);
                return truth === true || (surely && truth !== false);
            }) ?? true
        );
    }

    /** A token that the other statements do not allow, by leaving the one that allows it, or by one of their Denies. */
    private searchOutside(
        outside: IssuerStatements,
        granting: TrustStatement,
        box: Box,
        settled: ReadonlySet<TrustStatement>,
    ): Solution | undefined {
        if (settled.has(granting)) return this.giveUp();
        const reading: Reading = {
            ...this.reading,
            certainty: this.outsideAs,
            variables: outside.variables,
        };
        const isGuess = outside.guesses.has(granting) && this.outsideAs === "may";
        if (isGuess) return this.search(box, settled);
        return (
            this.searchUnless(granting, box, settled, reading) ??
            firstOf(outside.denies, (deny) => {
                if (settled.has(deny) || (outside.guesses.has(deny) && this.outsideAs === "surely"))
                    return undefined;
                this.work.charge(costOf(deny));
                const next = knownConditions(deny).reduce<Box | undefined>(
                    (left, block) => left && withCondition(left, block, true, reading),
                    box,
                );
                return next && this.search(next, new Set(settled).add(deny));
            })
        );
    }

    /** A token for which one of a statement's conditions is not met. */
    private searchUnless(
        statement: TrustStatement,
        box: Box,
        settled: ReadonlySet<TrustStatement>,
        reading: Reading,
    ): Solution | undefined {
        const next = new Set(settled).add(statement);
        return firstOf(knownConditions(statement), (block) => {
            this.work.charge(10);
            const left = withCondition(box, block, false, reading);
            return left && this.search(left, next);
        });
    }
}

function hasVariables({ values }: ConditionBlock): boolean {
    return values.some(({ text }) => text.includes("${"));
}

/** A condition with what a request has in the place of its variables, and conditions that hold on to that. */
function settle(
    block: ConditionBlock,
    context: RequestContext,
): { block: ConditionBlock; facts: ConditionBlock[] } | undefined {
    const { operator } = block;
    if (operator === undefined) return undefined;
    const facts: ConditionBlock[] = [];
    const values = block.values.flatMap((value) => {
        let text = "";
        for (const token of tokenizeValue(value.text, { wildcards: operator.pattern, variables: true })) {
            if (token.kind === "anyText") text += "*";
            else if (token.kind === "anyCharacter") text += "?";
            else if (token.kind === "text") text += literal(token.text);
            else if (token.kind === "malformed") return [];
            else {
                const state = context.lookUp(token.key.toLowerCase());
                const [only] = state.state === "present" ? state.values : [token.defaultText];
                if (only === undefined) return [];
                text += literal(only);
                if (state.state === "present") facts.push(equals(block, token.key, only));
            }
        }
        return [{ ...value, text, raw: text }];
    });
    return values.length === 0 ? undefined : { block: { ...block, values }, facts };
}

function literal(text: string): string {
    return text.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
}

function equals(block: ConditionBlock, key: string, text: string): ConditionBlock {
    const operator = parseOperator("StringEquals");
    return {
        path: block.path,
        operatorText: "StringEquals",
        ...(operator && { operator }),
        key,
        keyName: key.toLowerCase(),
        values: [{ text: literal(text), raw: text, path: block.path }],
    };
}

/** Whether no document settles what comes of a condition, or it hangs on what is not known. */
export function isDoubtful(
    { operator, values, keyName }: ConditionBlock,
    space: TokenSpace,
    variables: boolean,
    lists: boolean,
): boolean {
    const nature = space.natureOf(keyName);
    if (operator === undefined || values.length === 0) return true;
    if (operator.kind === "null" && values.some(({ text }) => !/^(?:true|false)$/i.test(text))) return true;
    if (nature.kind === "never") return false;
    if (nature.kind === "opaque") return true;
    if (operator.kind === "null") return false;
    // Of numbers, dates and addresses that cannot be read, nobody knows what comes.
    if (nature.kind === "request" && operator.kind !== "string") return true;
    if (operator.kind === "bool") return true;
    if (operator.kind !== "string") return true;
    if (lists && nature.kind === "text" && nature.many && operator.qualifier === undefined) return true;
    return values.some(
        ({ text }) =>
            (operator.ignoreCase && /[^\0-\x7f]/.test(text)) ||
            (variables &&
                text.includes("${") &&
                tokenizeValue(text, { wildcards: operator.pattern, variables }).some(
                    ({ kind }) => kind === "variable" || kind === "malformed",
                )),
    );
}

function shortened(glob: Glob): Glob {
    return withFewStars(glob.slice(0, 512), roughStars);
}

function firstOf<Item, Result>(
    items: readonly Item[],
    find: (item: Item) => Result | undefined,
): Result | undefined {
    for (const item of items) {
        const found = find(item);
        if (found !== undefined) return found;
    }
    return undefined;
}
