import {
    type DecisionRequest,
    assumeRoleWithWebIdentity,
    decideStatement,
    statementNamesProvider,
    requestContext,
} from "../decision";
import { type ConditionBlock, type PolicyValue, type Truth, allOf, tokenizeValue } from "../conditions";
import { Work, WorkSpent, withFewStars, type Glob, type SubjectLimits } from "../languages";
import type { TrustStatement } from "../document";
import { wholeSpace, withCondition, type Box, type Certainty, type Dimension, type Reading } from "./box";
import { exactValues, isInside, solve, subjectIsImpossible } from "./solve";
import type { Witness } from "../finding";
import type { TokenSpace } from "./space";

/** The statements of a document that decide on the tokens of one issuer. */
export interface IssuerStatements {
    space: TokenSpace;
    variables: boolean;
    /** The Allow statements that name the issuer's provider and the action. */
    allows: readonly TrustStatement[];
    /** The Deny statements that do. */
    denies: readonly TrustStatement[];
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

/** The answer: a token, or that none was found within the allowed work although there may be one. */
export type Found =
    | {
          witness: Witness;
          /** Whether the token gets in whatever comes of the conditions that no document settles. */
          isCertain: boolean;
      }
    | { witness?: undefined; isCertain: false };

/** What one question may cost. */
const mostWork = 100_000;
/** What its rough answer may cost, once the exact one was too expensive. */
const mostRoughWork = 15_000;
const roughStars = 8;

/** One value of one Allow statement, and the tokens of one issuer that get in by it. */
export class Way {
    private readonly boxes = new Map<Certainty, Box | undefined>();
    private known: Found | undefined | null = null;

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
        if (this.known === null) this.known = this.find({});
        return this.known;
    }

    /** What the conditions leave of one key, given without its prefix. */
    dimension(name: string, certainty: Certainty = "may"): Dimension | undefined {
        return this.box(certainty)?.get(name);
    }

    /** The exact values that one key is confined to; undefined where it is not. */
    exactValues(name: string): string[] | undefined {
        return exactValues(this.box("surely")?.get(name));
    }

    /** A token that gets in by this way and that the question is about. */
    find(question: Question): Found | undefined {
        const { work } = this.issuerStatements;
        try {
            if (work.isSpent) return this.roughly(question);
            return this.exactly(question, both(work, new Work(mostWork)));
        } catch (error) {
            if (!(error instanceof WorkSpent)) throw error;
            return this.roughly(question);
        }
    }

    private exactly(question: Question, work: Work): Found | undefined {
        for (const certainty of ["surely", "may"] as const) {
            if (certainty === "may" && !this.isDoubtful(question)) return undefined;
            const reading = this.reading(certainty, question.lists ?? false);
            const box = question.lists === true ? this.makeBox(reading) : this.box(certainty);
            const confined = box && (question.confine === undefined ? box : question.confine(box, reading));
            const witness = confined && this.search(confined, question, reading, work);
            if (witness !== undefined) {
                const isCertain = certainty === "surely" && !isGuess(this.statement, this.issuerStatements);
                return { witness, isCertain: isCertain || this.surelyAllows(witness) };
            }
        }
        return undefined;
    }

    /** The way without its exclusions, with at most one pattern, and that cut short: it lets in at least as many. */
    private roughly(question: Question): Found {
        const unproven: Found = { isCertain: false };
        if (this.issuerStatements.roughWork.isSpent) return unproven;
        const box = this.box("may");
        const sub = box?.get("sub");
        if (box === undefined || sub?.single === undefined) return unproven;
        const [first] = [...sub.single.all].sort((left, right) => left.length - right.length);
        const all = first === undefined ? [] : [first.slice(0, 4).map(shortened)];
        const rough = new Map(box).set("sub", { ...sub, single: { all, none: [] } });
        try {
            const { variables } = this.issuerStatements;
            const reading = this.reading("may", false);
            const confined = question.confine === undefined ? rough : question.confine(rough, reading);
            const witness =
                confined &&
                solve(
                    confined,
                    this.space,
                    question.limits ?? {},
                    variables,
                    both(this.issuerStatements.roughWork, new Work(mostRoughWork)),
                );
            if (witness === undefined || question.outside !== undefined) return unproven;
            return this.surelyAllows(witness) ? { witness, isCertain: true } : unproven;
        } catch (error) {
            if (error instanceof WorkSpent) return unproven;
            throw error;
        }
    }

    /** A token in the box that no Deny keeps out; a Deny's conditions are only counted where one is hit. */
    private search(box: Box, question: Question, reading: Reading, work: Work): Witness | undefined {
        const { space, denies, variables } = this.issuerStatements;
        const witness = solve(box, space, question.limits ?? {}, variables, work);
        if (witness === undefined) return undefined;
        const hits: readonly Truth[] = reading.certainty === "surely" ? [true, "not-analysed"] : [true];
        for (const deny of denies) {
            work.charge(10);
            if (!hits.includes(this.truthOf(deny, witness, this.issuerStatements))) continue;
            return this.searchUnless(deny.conditions, box, question, reading, work);
        }
        const outside = question.outside;
        if (outside === undefined) return witness;
        work.charge(10 * (outside.allows.length + outside.denies.length));
        const granting = outside.allows.find((allow) => this.truthOf(allow, witness, outside) !== false);
        const denied = outside.denies.some((deny) => this.truthOf(deny, witness, outside) === true);
        if (granting === undefined || denied) return witness;
        const surely: Reading = { ...reading, certainty: "surely", variables: outside.variables };
        return (
            this.searchUnless(granting.conditions, box, question, reading, work, surely) ??
            firstOf(outside.denies, ({ conditions }) => {
                const next = conditions.reduce<Box | undefined>(
                    (left, block) => left && withCondition(left, block, true, surely),
                    box,
                );
                return next && this.search(next, question, reading, work);
            })
        );
    }

    /** A token for which one of the conditions is not met. */
    private searchUnless(
        conditions: readonly ConditionBlock[],
        box: Box,
        question: Question,
        reading: Reading,
        work: Work,
        as: Reading = reading,
    ): Witness | undefined {
        return firstOf(conditions, (block) => {
            work.charge(10);
            const next = withCondition(box, block, false, as);
            return next && this.search(next, question, reading, work);
        });
    }

    /** Whether a token lies in this way: its conditions met, and no Deny that applies. For those who check a search. */
    contains(witness: Witness): Truth {
        if (subjectIsImpossible(this.space, witness)) return false;
        const among = (box: Box | undefined): boolean => box !== undefined && isInside(box, witness);
        const boxOf = (conditions: readonly ConditionBlock[], certainty: Certainty): Box | undefined =>
            conditions.reduce<Box | undefined>(
                (box, block) => box && withCondition(box, block, true, this.reading(certainty, true)),
                wholeSpace,
            );
        const denied = (certainty: Certainty): boolean =>
            this.issuerStatements.denies.some(
                (deny) =>
                    among(boxOf(deny.conditions, certainty)) &&
                    (certainty === "may" || !isGuess(deny, this.issuerStatements)),
            );
        if (!among(boxOf(this.conditions, "may")) || denied("surely")) return false;
        const isCertain = !isGuess(this.statement, this.issuerStatements) && !denied("may");
        return isCertain && among(boxOf(this.conditions, "surely")) ? true : "not-analysed";
    }

    /** Whether a token meets a statement's conditions. */
    private truthOf(statement: TrustStatement, { claims, request }: Witness, of: IssuerStatements): Truth {
        const context = requestContext(claims, { ...of.request, keys: request });
        const { conditions } = decideStatement(statement, {
            action: assumeRoleWithWebIdentity,
            issuer: of.space.issuer,
            context,
            policyVariables: of.variables,
            request: of.request,
        });
        const truth = allOf(conditions.map(({ met }) => met));
        return truth === true && isGuess(statement, of) ? "not-analysed" : truth;
    }

    private surelyAllows(witness: Witness): boolean {
        const { allows, denies } = this.issuerStatements;
        return (
            allows.some((allow) => this.truthOf(allow, witness, this.issuerStatements) === true) &&
            denies.every((deny) => this.truthOf(deny, witness, this.issuerStatements) === false)
        );
    }

    private box(certainty: Certainty): Box | undefined {
        if (!this.boxes.has(certainty))
            this.boxes.set(certainty, this.makeBox(this.reading(certainty, false)));
        return this.boxes.get(certainty);
    }

    private makeBox(reading: Reading): Box | undefined {
        return this.conditions.reduce<Box | undefined>(
            (box, block) => box && withCondition(box, block, true, reading),
            wholeSpace,
        );
    }

    private reading(certainty: Certainty, lists: boolean): Reading {
        const { space, variables } = this.issuerStatements;
        return { space, variables, certainty, lists };
    }

    /** Whether anything is undecided, so that what may get in differs from what surely does. */
    private isDoubtful({ lists = false }: Question): boolean {
        const { denies, space, variables } = this.issuerStatements;
        return [...this.conditions, ...denies.flatMap(({ conditions }) => conditions)].some((block) =>
            isDoubtful(block, space, variables, lists),
        );
    }
}

/** Whether it is a guess that a statement is about the issuer's tokens, or a part of it is not known yet. */
function isGuess(statement: TrustStatement, { space, request }: IssuerStatements): boolean {
    return (
        statement.partlyUnknown.length > 0 ||
        statementNamesProvider(statement, space.issuer, request) !== true
    );
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
    if (operator.kind === "null") return values.some(({ text }) => !/^(?:true|false)$/i.test(text));
    if (nature.kind === "never") return false;
    if (nature.kind === "opaque") return true;
    if (nature.kind === "request") return true;
    if (operator.kind !== "string" && operator.kind !== "bool") return true;
    if (lists && nature.many && operator.qualifier === undefined) return true;
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

/** Counts for a document and for a single question at once. */
function both(document: Work, question: Work): Work {
    return new (class extends Work {
        override charge(steps: number): void {
            question.charge(steps);
            document.charge(steps);
        }
    })(0);
}
