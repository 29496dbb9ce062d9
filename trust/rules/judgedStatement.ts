import {
    admissionOf,
    gitlabRecognizer,
    isSharedIssuer,
    isVacuous,
    issuerKeys,
    projectsOf,
    reaches,
    refsOf,
    type AccountWay,
    type Admission,
    type Found,
    type IssuerKey,
    type ProjectReach,
    type RefsReach,
    type Way,
} from "../admission";
import { limits, parseProviderArn } from "../aws";
import { tokenizeValue, type ConditionBlock, type PolicyValue } from "../conditions";
import { namesAction, statementCoversAction, assumeRoleWithWebIdentity } from "../decision";
import { findUnknownMarker, type TrustDocument, type TrustPrincipal, type TrustStatement } from "../document";
import { issuerHostAndPath } from "../gitlab";
import type { TrustContext } from "./model";

/** A principal that names an OIDC provider, in whatever spelling. */
export interface ProviderPrincipal {
    path: string;
    /** The principal's string. */
    text: string;
    /** The issuer that it means, as host and path, lower case, without a trailing slash. */
    issuer: string;
    /** Whether it is a provider's ARN, spelled as AWS spells it. */
    wellFormed: boolean;
}

/** One value on `sub` by which somebody gets in, with whom it admits after all other conditions and every Deny. */
export interface JudgedSubject {
    value: PolicyValue;
    way: Way;
    /** Whether nothing but wildcards is asked for. */
    isVacuous: boolean;
    projects: ProjectReach;
    readonly refs: RefsReach;
}

/** An Allow statement that concerns GitLab, with what the rules ask about it. */
export interface JudgedStatement {
    statement: TrustStatement;
    document: TrustDocument;
    context: TrustContext;
    admission: Admission;
    providers: ProviderPrincipal[];
    /** Whoever may call is not confined to a provider: `*`, NotPrincipal. */
    anyone: boolean;
    /**
     * The GitLab issuer whose tokens the statement is about, as host and path in lower case. Undefined where it is about
     * another issuer's tokens and only its keys are GitLab's, or about everybody's.
     */
    issuer?: string;
    /** Whether that issuer is gitlab.com, where strangers are everybody. */
    shared: boolean;
    /** Every condition on an issuer's key. */
    keys: IssuerKey[];
    /** Every way in by this statement, whatever the issuer. */
    ways: readonly Way[];
    /** The ways of GitLab's tokens by which somebody gets in. */
    open: readonly Way[];
    /** The widest of them; undefined where nobody gets in. */
    widest: Way | undefined;
    /** The way in without a token, where there is one. */
    account: AccountWay | undefined;
    /** The values that let subjects in, each on its own: without any, nothing says which project. */
    subjects: JudgedSubject[];
    /** Whether gitlab.com's `project_id` confines the statement to projects by id. */
    projectPinned: boolean;
    /** Whether gitlab.com's `namespace_id` confines it to the projects directly in groups by id. */
    namespacePinned: boolean;
    /** Whether gitlab.com's `ref_protected` confines it to protected refs. */
    refsProtected: boolean;
}

/** The Allow statements of a document that concern GitLab; all others are left alone. */
export function judgeStatements(document: TrustDocument, context: TrustContext): JudgedStatement[] {
    const admission = admissionOf(document, context);
    const judged = document.statements
        .filter(({ effect, partlyUnknown }) => effect === "Allow" && partlyUnknown.length === 0)
        .flatMap((statement) => judgeStatement(statement, document, context, admission) ?? []);
    // Callers with credentials are GitLab's business only where the role is.
    return judged.some(
        ({ issuer, providers, anyone, account }) =>
            issuer !== undefined || providers.length > 0 || (anyone && account === undefined) || anyone,
    )
        ? judged
        : [];
}

/** The GitLab issuers that a document's Allow statements name, without a look at who gets in. */
export function gitlabIssuersOf(document: TrustDocument, context: TrustContext): string[] {
    const isGitlab = gitlabRecognizer(document, context);
    const named = document.statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap(({ principals, conditions }) => [
            ...principals.flatMap((principal) => providerOf(principal) ?? []),
            ...issuerKeys(conditions),
        ]);
    return [...new Set(named.map(({ issuer }) => issuer).filter(isGitlab))];
}

function judgeStatement(
    statement: TrustStatement,
    document: TrustDocument,
    context: TrustContext,
    admission: Admission,
): JudgedStatement | undefined {
    const providers = statement.principals.flatMap((principal) => providerOf(principal) ?? []);
    const keys = issuerKeys(statement.conditions);
    const anyone =
        statement.notPrincipals !== undefined || statement.principals.some(({ text }) => text === "*");
    const ways = admission.ways.filter((way) => way.statement === statement);
    // What stands in the place of an unknown value says nothing about who gets in.
    const open = ways.filter(
        (way) => way.space.isGitlab && !isUnknown(way.value) && way.example !== undefined,
    );
    const isAboutGitlab = [...providers, ...keys].some(({ issuer }) => admission.isGitlab(issuer));
    const account = admission.accountWays.find((each) => each.statement === statement);
    // Whoever lets GitLab's tokens in concerns GitLab, whatever the spelling; callers with credentials do where the
    // document does.
    const concerns =
        isAboutGitlab ||
        open.length > 0 ||
        (anyone && letsStrangersIn(ways, admission)) ||
        (account !== undefined && admission.gitlabWays.length > 0);
    if (!concerns || !(letsTokensIn(statement, providers) || account !== undefined)) return undefined;

    // A provider decides whose tokens come in; without one, the keys tell.
    const candidates = (providers.length > 0 ? providers : keys).map(({ issuer }) => issuer);
    const issuer = candidates.find(admission.isGitlab);
    const own = open.filter((way) => issuer === undefined || way.issuer.toLowerCase() === issuer);
    const pinned = (name: string, form: RegExp): boolean =>
        own.length > 0 &&
        own.every(
            (way) =>
                way.space.hasGitlabComKeys &&
                way.exactValues(name)?.every((text) => form.test(text)) === true,
        );
    return {
        statement,
        document,
        context,
        admission,
        providers,
        anyone,
        ...(issuer === undefined ? {} : { issuer }),
        shared: issuer !== undefined && isSharedIssuer(issuer),
        keys,
        ways,
        open: own,
        widest: widestOf(own),
        account,
        subjects: own.flatMap((way) => (way.value === undefined ? [] : [subjectOf(way, way.value)])),
        projectPinned: pinned("project_id", /^[1-9]\d*$/),
        namespacePinned: pinned("namespace_id", /^[1-9]\d*$/),
        refsProtected: pinned("ref_protected", /^true$/),
    };
}

/** Whether tokens of issuers that the document does not name get in: an instance of GitLab can be one of them. */
function letsStrangersIn(ways: readonly Way[], { strangeIssuer }: Admission): boolean {
    return ways.some((way) => way.issuer === strangeIssuer && projectsOf(way).reach === "instance");
}

function isUnknown(value: PolicyValue | undefined): boolean {
    return value !== undefined && findUnknownMarker(value.text) !== undefined;
}

function subjectOf(way: Way, value: PolicyValue): JudgedSubject {
    return {
        value,
        way,
        isVacuous: isVacuous(way),
        projects: projectsOf(way),
        get refs() {
            return refsOf(way);
        },
    };
}

/** The way that lets in most. */
export function widestOf(ways: readonly Way[]): Way | undefined {
    const rank = (way: Way): number => reaches.indexOf(projectsOf(way).reach);
    return ways.reduce<Way | undefined>(
        (widest, way) => (widest === undefined || rank(way) > rank(widest) ? way : widest),
        undefined,
    );
}

/** A stranger's token that gets in by one of the ways; undefined where none does. Without a witness: not proven. */
export function strangerBy(ways: readonly Way[]): Found | undefined {
    let unproven: Found | undefined;
    for (const way of ways) {
        const { reach, found } = projectsOf(way);
        if (reach !== "groups" && reach !== "instance") continue;
        if (found !== undefined) return found;
        unproven = { isCertain: false };
    }
    return unproven;
}

/** The OIDC provider that a principal means, however it is written. SAML providers and AWS principals are none. */
function providerOf({ kind, text, path }: TrustPrincipal): ProviderPrincipal | undefined {
    // No ARN of a provider is longer than a URL and a few words.
    if (
        text.length > 2 * limits.providerUrlLength ||
        kind !== "Federated" ||
        text === "*" ||
        /:saml-provider\//.test(text)
    )
        return undefined;
    const arn = parseProviderArn(text);
    const tail = arn?.issuer ?? /oidc-provider\/([^]*)$/.exec(text)?.[1] ?? text;
    const issuer = issuerHostAndPath(tail).toLowerCase();
    const wellFormed = arn !== undefined && /^\d{12}$/.test(arn.accountId) && tail.toLowerCase() === issuer;
    return issuer.includes(".") ? { path, text, issuer, wellFormed } : undefined;
}

/** Whether the statement is about assuming a role. One that only allows tags beside it lets nobody in. */
function letsTokensIn(statement: TrustStatement, providers: readonly ProviderPrincipal[]): boolean {
    if (statementCoversAction(statement, assumeRoleWithWebIdentity)) return true;
    return providers.length > 0 && statement.actions.some((action) => namesAction(action, "sts:AssumeRole"));
}

/** The statement's conditions on one key of its own issuer, spelled right. */
export function keysNamed(judged: JudgedStatement, name: string): IssuerKey[] {
    return judged.keys.filter((key) => key.wellFormed && key.issuer === judged.issuer && key.name === name);
}

/** Whether a condition on that name is there, but on another issuer's key or a misspelled one: another rule reports that. */
export function isNamedElsewhere(judged: JudgedStatement, name: string): boolean {
    return judged.keys.some((key) => key.name === name && !(key.wellFormed && key.issuer === judged.issuer));
}

/** What a condition does as a guard, from its operator alone. */
export type GuardKind =
    /** Keeps out whoever has another value. */
    | "positive"
    /** Keeps out the named values and lets in all others, and whoever has no value. */
    | "negative"
    /** Tests presence. */
    | "null"
    /** Compares strings as numbers, dates, addresses...: what comes of it is not documented. */
    | "other-type"
    /** No operator that IAM knows. */
    | "unknown";

/** What a condition does as a guard. */
export function guardKind({ operator }: ConditionBlock): GuardKind {
    if (operator === undefined) return "unknown";
    if (operator.kind === "null") return "null";
    if (operator.kind !== "string") return "other-type";
    return operator.negated ? "negative" : "positive";
}

/** Whether a condition is met by whoever has no value for the key at all. */
export function passesWhenAbsent(block: ConditionBlock): boolean {
    const { operator } = block;
    if (operator === undefined) return false;
    if (operator.kind === "null") return block.values.some(({ text }) => text.toLowerCase() === "true");
    return (
        operator.ifExists ||
        operator.qualifier === "ForAllValues" ||
        (operator.negated && operator.qualifier !== "ForAnyValue")
    );
}

/** Whether a value has `*` or `?` where its operator takes them literally. `${*}` and its kin are meant literally. */
export function hasLiteralWildcard(block: ConditionBlock, value: PolicyValue, variables: boolean): boolean {
    const exact = block.operator?.kind === "string" && !block.operator.pattern;
    return (
        exact &&
        tokenizeValue(value.text, { wildcards: true, variables }).some(
            ({ kind }) => kind === "anyText" || kind === "anyCharacter",
        )
    );
}
