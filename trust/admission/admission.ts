import { parseProviderArn } from "../aws";
import type { ConditionBlock } from "../conditions";
import {
    assumeRoleWithWebIdentity,
    statementCoversAction,
    statementNamesProvider,
    type DecisionRequest,
} from "../decision";
import type { TrustDocument, TrustStatement } from "../document";
import { gitlabComIssuer, issuerHostAndPath } from "../gitlab";
import { globOfPattern, isLiteral, Work, type Glob } from "../languages";
import { accountWaysOf, callersBeyond, type AccountWay, type CallerGain } from "./accountWays";
import { withClaim } from "./box";
import { configuredIssuer, gitlabRecognizer, issuerKeys, type KnownIssuer } from "./issuers";
import { projectsOf, reaches, type Reach } from "./reach";
import type { Witness } from "../finding";
import { tokenSpace } from "./space";
import { knownConditions, Way, type Found, type IssuerStatements } from "./way";

/** What is known beside a trust policy document. Everything is optional. */
export interface AdmissionContext {
    /** The organisation's own GitLab issuers. gitlab.com need not be listed. */
    issuers?: readonly KnownIssuer[];
    /** Condition keys that a newer AWS or GitLab offers, as `gitlab.com:new_key` or `new_key`. Default: none. */
    additionalConditionKeys?: readonly string[];
    /** The account that the role is in, 12 digits. Default: unknown, so provider ARNs of any account count. */
    accountId?: string;
    /** The partition that the role is in. Default: unknown. */
    partition?: string;
}

/** A description of who is meant to get in: subjects of one issuer, as StringLike patterns. */
export interface Scope {
    /** The issuer, in any spelling. */
    issuer: string;
    /** Subjects, with `*` and `?` as wildcards. */
    subjects: readonly string[];
}

/** A token that one document admits and another does not. */
export interface Gain {
    way: Way;
    /** Absent where the question was too expensive to be followed to the end. */
    found: Found;
}

/** What all questions about one document may cost together, in steps; about a third of a second. */
const mostWork = 600_000;
/** What rough answers may cost, once the exact ones were too expensive. */
const mostRoughWork = 60_000;

/** Pairs of values of two conditions on one subject that are followed one by one. */
const mostPairs = 64;

/** Issuers other than GitLab's of one document whose ways are computed. */
const mostOtherIssuers = 64;

/** Issuers that no organisation owns: the first that a document does not name stands for everybody else's tokens. */
const strangeIssuers = ["accounts.google.com", "www.amazon.com", "graph.facebook.com", "token.example.org"];

/** A document, as far as it decides who gets in. */
type AdmittingDocument = Pick<TrustDocument, "statements" | "hasPolicyVariables">;

/** Who gets in by a trust policy: computed from all of its conditions and every Deny, for whole tokens. */
export class Admission {
    /** By each value of each Allow statement, and each issuer: the tokens that get in. Those that let nobody in included. */
    readonly ways: readonly Way[];
    /** The ways in without a token. */
    readonly accountWays: readonly AccountWay[];
    /** The statements that decide on each issuer's tokens, by host and path. */
    readonly byIssuer: ReadonlyMap<string, IssuerStatements>;
    /** Whether an issuer, in any spelling, is a GitLab instance, as far as the document and the context show. */
    readonly isGitlab: (issuer: string) => boolean;

    /** An issuer that the document does not name and that stands for all such, where a statement names everybody. */
    readonly strangeIssuer?: string;
    private readonly document: AdmittingDocument;
    private readonly context: AdmissionContext;
    private readonly request: DecisionRequest;
    private readonly about: readonly TrustStatement[];
    private readonly work = new Work(mostWork);
    private readonly roughWork = new Work(mostRoughWork);
    /** Of every issuer that was asked for; undefined where no statement lets its tokens in. */
    private readonly known = new Map<string, IssuerStatements | undefined>();

    constructor(document: AdmittingDocument, context: AdmissionContext = {}) {
        const { statements } = document;
        this.document = document;
        this.context = context;
        this.isGitlab = gitlabRecognizer(document, context);
        const { accountId, partition, additionalConditionKeys } = context;
        this.request = {
            ...(accountId !== undefined && { accountId }),
            ...(partition !== undefined && { partition }),
            ...(additionalConditionKeys !== undefined && { additionalConditionKeys }),
        };
        this.about = statements.filter(
            (statement) =>
                statementCoversAction(statement, assumeRoleWithWebIdentity) ||
                hidesElement(statement, "Action"),
        );
        const byIssuer = new Map<string, IssuerStatements>();
        const { issuers, stranger } = issuersOf(document, context, this.isGitlab);
        if (stranger !== undefined) this.strangeIssuer = stranger;
        for (const issuer of issuers) {
            const of = this.statementsOf(issuer);
            if (of !== undefined) byIssuer.set(issuer, of);
        }
        this.byIssuer = byIssuer;
        this.ways = [...byIssuer.values()].flatMap((of) => of.allows.flatMap((allow) => waysOf(allow, of)));
        this.accountWays = accountWaysOf(document);
    }

    /** The statements that decide on the tokens of an issuer, as host and path; undefined where none lets them in. */
    statementsOf(issuer: string): IssuerStatements | undefined {
        if (!this.known.has(issuer)) this.known.set(issuer, this.readStatements(issuer));
        return this.known.get(issuer);
    }

    private readStatements(issuer: string): IssuerStatements | undefined {
        const guesses = new Set<TrustStatement>();
        const naming = this.about.filter((statement) => {
            const named = statementNamesProvider(statement, issuer, this.request);
            const isNamed = named !== false || hidesElement(statement, "Principal");
            if (isNamed && (named !== true || statement.partlyUnknown.length > 0)) guesses.add(statement);
            return isNamed;
        });
        const allows = naming.filter(({ effect }) => effect === "Allow");
        if (allows.length === 0) return undefined;
        const { additionalConditionKeys } = this.context;
        const audiences = configuredIssuer(issuer, this.context)?.audiences;
        const { statements, hasPolicyVariables } = this.document;
        const allowsAction = (action: string): boolean =>
            statements.some((each) => each.effect === "Allow" && statementCoversAction(each, action));
        const isGitlab = this.isGitlab(issuer);
        return {
            space: tokenSpace(issuer, {
                isGitlab,
                ...(audiences !== undefined && { audiences }),
                ...(additionalConditionKeys !== undefined && { additionalConditionKeys }),
                ...(!isGitlab && {
                    sessionTags: allowsAction("sts:TagSession"),
                    sourceIdentity: allowsAction("sts:SetSourceIdentity"),
                }),
            }),
            variables: hasPolicyVariables,
            allows,
            denies: naming.filter(({ effect }) => effect === "Deny"),
            guesses,
            statements,
            request: this.request,
            work: this.work,
            roughWork: this.roughWork,
        };
    }

    /** How many get in, by the widest way. */
    get reach(): Reach {
        const widest = this.ways.reduce(
            (most, way) => Math.max(most, reaches.indexOf(projectsOf(way).reach)),
            0,
        );
        const everybody =
            this.accountWays.length > 0 ||
            this.ways.some(
                (way) => way.issuer === this.strangeIssuer && projectsOf(way).reach === "instance",
            );
        return everybody ? "anyone" : (reaches[widest] ?? "nobody");
    }

    /** The ways by which tokens of GitLab instances get in. */
    get gitlabWays(): readonly Way[] {
        return this.ways.filter(({ space }) => space.isGitlab);
    }

    /** Tokens of any issuer that this document admits and another one does not, one for each way. Empty: proven. */
    minus(other: Admission): Gain[] {
        return this.ways.flatMap((way) => {
            const outside = other.statementsOf(way.issuer);
            const found = outside === undefined ? way.example : way.find({ outside });
            return found === undefined ? [] : [{ way, found }];
        });
    }

    /** Whether callers without a token get in by this document and not by another one, whoever they are. */
    minusAccounts(other: Admission): readonly AccountWay[] {
        return other.accountWays.length > 0 ? [] : this.accountWays;
    }

    /** The callers with credentials that this document names and another one does not, or not on the same conditions. */
    minusCallers(other: Admission): readonly CallerGain[] {
        return other.accountWays.length > 0 ? [] : callersBeyond(this.document, other.document);
    }
}

/** Who gets in by a trust policy. Never throws on a document that was read. */
export function admissionOf(document: AdmittingDocument, context: AdmissionContext = {}): Admission {
    return new Admission(document, context);
}

/** A token that gets in by a way and whose subject lies outside of all patterns; undefined where there is none. */
export function outsideOf(way: Way, patterns: readonly string[]): Found | undefined {
    const globs: Glob[] = patterns.map((pattern) => globOfPattern(pattern));
    return way.find({ confine: (box, reading) => withClaim(box, reading, "sub", { all: [], none: globs }) });
}

/** The issuers whose ways are computed. */
interface NamedIssuers {
    issuers: Set<string>;
    /** One that the document does not name, where it lets in those of everybody. */
    stranger?: string;
}

/** Every issuer that a document names, and those that stand for all others where a statement names everybody. */
function issuersOf(
    { statements }: AdmittingDocument,
    context: AdmissionContext,
    isGitlab: (issuer: string) => boolean,
): NamedIssuers {
    const named = new Map<string, string>();
    const add = (issuer: string): void => {
        const lenient = issuer.toLowerCase();
        if (issuer.includes(".") && issuer.length <= 512 && !named.has(lenient)) named.set(lenient, issuer);
    };
    for (const { principals, notPrincipals = [] } of statements) {
        for (const { kind, text } of [...principals, ...notPrincipals]) {
            if (kind === "Federated" && text !== "*")
                add(issuerHostAndPath(parseProviderArn(text)?.issuer ?? text));
        }
    }
    for (const { conditions } of statements) for (const { issuer } of issuerKeys(conditions)) add(issuer);
    for (const { url } of context.issuers ?? []) add(issuerHostAndPath(url));
    // A document of thousands of issuers is nobody's; but GitLab may be one of them, and none of those may be left out.
    const [others, gitlab] = partition([...named.values()], isGitlab);
    const issuers = new Set([...gitlab, ...others.slice(0, mostOtherIssuers)]);
    const namesEverybody = statements.some(
        ({ effect, principals, notPrincipals }) =>
            effect === "Allow" &&
            (notPrincipals !== undefined || principals.some(({ text }) => text === "*")),
    );
    if (!namesEverybody) return { issuers };
    const stranger = strangeIssuers.find((issuer) => !issuers.has(issuer));
    issuers.add(gitlabComIssuer);
    return stranger === undefined ? { issuers } : { issuers: issuers.add(stranger), stranger };
}

function partition<Item>(items: readonly Item[], isSecond: (item: Item) => boolean): [Item[], Item[]] {
    const [first, second]: [Item[], Item[]] = [[], []];
    for (const item of items) (isSecond(item) ? second : first).push(item);
    return [first, second];
}

/** Whether an element of a statement, or its opposite, is not known yet. */
function hidesElement({ partlyUnknown, path }: TrustStatement, element: "Action" | "Principal"): boolean {
    return partlyUnknown.some((unknown) =>
        [`${path}.${element}`, `${path}.Not${element}`].some((place) =>
            unknown.toLowerCase().startsWith(place.toLowerCase()),
        ),
    );
}

/** A way for each value on `sub`; where several conditions name values, for each pair of them. */
function waysOf(statement: TrustStatement, of: IssuerStatements): Way[] {
    const conditions = knownConditions(statement);
    const key = `${of.space.issuer.toLowerCase()}:sub`;
    const naming = conditions.filter(
        ({ operator, keyName, values }) =>
            keyName === key && operator?.kind === "string" && !operator.negated && values.length > 0,
    );
    // An exact list says more of what was meant than the pattern beside it.
    const sorted = [...naming].sort((left, right) => Number(isExact(right)) - Number(isExact(left)));
    const pairs = sorted.reduce((product, { values }) => product * values.length, 1);
    const split = pairs <= mostPairs ? sorted : sorted.slice(0, 1);
    const [first, ...others] = split;
    if (first === undefined) return [new Way(of, statement, undefined, conditions)];
    return first.values.flatMap((value) => {
        const alone = (block: ConditionBlock, values: ConditionBlock["values"]): ConditionBlock => ({
            ...block,
            values,
        });
        let combined: ReadonlyMap<ConditionBlock, ConditionBlock>[] = [
            new Map([[first, alone(first, [value])]]),
        ];
        for (const block of others) {
            combined = combined.flatMap((chosen) =>
                block.values.map((other) => new Map(chosen).set(block, alone(block, [other]))),
            );
        }
        return combined.map(
            (chosen) =>
                new Way(
                    of,
                    statement,
                    value,
                    conditions.map((block) => chosen.get(block) ?? block),
                ),
        );
    });
}

function isExact({ operator, values }: ConditionBlock): boolean {
    return operator?.pattern === false || values.every(({ text }) => isLiteral(globOfPattern(text)));
}

/**
 * A token in words: its subject, and what else of it and of its request matters: `project_path:… (project_id 42, in a
 * request with aws:sourceip 203.0.113.7)`. `keys` are the claims that conditions compare.
 */
export function describeWitness({ claims, request }: Witness, keys: readonly string[] = []): string {
    const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
    const shown = keys
        .filter((key) => key !== "sub" && claims[key] !== undefined)
        .map((key) => `${key} ${text(claims[key])}`);
    const asked = Object.entries(request).map(([key, value]) =>
        value.length === 0 ? `no ${key}` : `${key} ${text(value)}`,
    );
    const beside = [...shown, ...(asked.length === 0 ? [] : [`in a request with ${asked.join(", ")}`])];
    return `${text(claims["sub"] ?? null)}${beside.length === 0 ? "" : ` (${beside.join(", ")})`}`;
}

/** Whether every token that gets in by a way is in one of the scopes; a way that lets nobody in is. */
export function isWithin(way: Way, scopes: readonly Scope[]): boolean {
    const own = scopes.filter(
        ({ issuer }) =>
            issuerHostAndPath(issuer).toLowerCase() === issuerHostAndPath(way.issuer).toLowerCase(),
    );
    return own.some(({ subjects }) => outsideOf(way, subjects) === undefined);
}
