import {
    type ConditionBlock,
    type KeyState,
    type RequestContext,
    type Truth,
    allOf,
    anyOf,
    evaluateCondition,
    not,
} from "../conditions";
import { principalReach, statementCoversAction } from "../decision";
import type { TrustDocument, TrustPrincipal, TrustStatement } from "../document";
import { globMatches, globOfPattern } from "../languages";

/** An Allow statement by which callers with AWS credentials of any account assume the role, without a token. */
export interface AccountWay {
    statement: TrustStatement;
    /** Whether the statement's conditions let a caller of a foreign account through, for certain or possibly. */
    met: Exclude<Truth, false>;
}

/** An account that no policy names. */
const foreignAccount = "999999999999";

/** More values of one key than this are not tried. */
const mostTried = 50;
/** More requests than this are not tried; Denies then take nothing away. */
const mostRequests = 3000;

/**
 * The ways in for callers without a token, by each Allow statement that is for everybody, after its conditions and every
 * Deny. NotPrincipal names everybody else, foreign accounts among them.
 */
export function accountWaysOf({
    statements,
    hasPolicyVariables,
}: Pick<TrustDocument, "statements" | "hasPolicyVariables">): AccountWay[] {
    const about = statements.filter(
        (statement) => isForStrangers(statement) && statementCoversAction(statement, "sts:AssumeRole"),
    );
    const denies = about.filter(({ effect }) => effect === "Deny");
    return about.flatMap((statement): AccountWay[] => {
        if (statement.effect !== "Allow") return [];
        const met = metByStranger(statement, denies, hasPolicyVariables);
        return met === false ? [] : [{ statement, met }];
    });
}

function isForStrangers(statement: TrustStatement): boolean {
    const { principals, notPrincipals } = statement;
    if (notPrincipals === undefined && !principals.some(({ text }) => text === "*")) return false;
    const { aws } = principalReach(statement);
    return aws === "all" || "allBut" in aws;
}

/** Whether a stranger can make a request that meets a statement's conditions, and those of no Deny. */
function metByStranger(allow: TrustStatement, denies: readonly TrustStatement[], variables: boolean): Truth {
    const statesOfKeys = (statements: readonly TrustStatement[]): [key: string, states: KeyState[]][] => {
        const byKey = new Map<string, ConditionBlock[]>();
        for (const block of statements.flatMap(({ conditions }) => conditions))
            byKey.set(block.keyName, [...(byKey.get(block.keyName) ?? []), block]);
        return [...byKey].map(([key, blocks]) => [key, statesOf(key, blocks)]);
    };
    const all = statesOfKeys([allow, ...denies]);
    const isSmall = all.reduce((product, [, states]) => product * states.length, 1) <= mostRequests;
    const counted = isSmall ? denies : [];
    const truthOf = (statement: TrustStatement, context: RequestContext): Truth =>
        allOf([
            ...statement.conditions.map((block) => evaluateCondition(block, context, variables).met),
            statement.partlyUnknown.length > 0 ? "not-analysed" : true,
        ]);
    let best: Truth = false;
    for (const request of requestsOf(isSmall ? all : statesOfKeys([allow]))) {
        const context: RequestContext = {
            lookUp: (key) => request.get(key) ?? statesOf(key, [])[0] ?? absent,
        };
        const denied = anyOf(counted.map((deny) => truthOf(deny, context)));
        best = anyOf([best, allOf([truthOf(allow, context), not(denied)])]);
        if (best === true) break;
    }
    return best;
}

/** Every request with one of the states for each key; of too many the first. */
function* requestsOf(
    keys: readonly (readonly [string, readonly KeyState[]])[],
): Generator<Map<string, KeyState>> {
    let total = Math.min(
        mostRequests,
        keys.reduce((product, [, states]) => product * states.length, 1),
    );
    while (total-- > 0) {
        let rest = total;
        yield new Map(
            keys.flatMap(([key, states]): [string, KeyState][] => {
                const state = states[rest % states.length];
                rest = Math.floor(rest / states.length);
                return state === undefined ? [] : [[key, state]];
            }),
        );
    }
}

const absent: KeyState = { state: "absent", why: "a stranger's request need not have it" };
const present = (value: string): KeyState => ({ state: "present", values: [value], type: "other" });
/** A value that no policy names: a stranger cannot have the one that it names. */
const another = present("\u0000stranger");

/**
 * What the request of a caller of a foreign account can have for a key: its account, roles, users and sessions have any
 * name, and it may be in an organisation or in none. The external id is agreed upon in secret, but need not be sent;
 * networks and services are not a stranger's choice, and the key is absent without them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html. Read 2026-11.
 */
function statesOf(key: string, blocks: readonly ConditionBlock[]): KeyState[] {
    switch (key) {
        case "aws:principalaccount":
            return [present(foreignAccount)];
        case "aws:principalarn":
            return strangeArns(blocks, foreignAccount).map(present);
        case "aws:userid":
            return strangeUserIds(blocks).map(present);
        case "aws:principalorgid":
            return [present("o-zzzzzzzzzz"), absent];
        case "aws:principalorgpaths":
            return [present("o-zzzzzzzzzz/r-zzzz/"), absent];
        case "aws:securetransport":
            return [present("true")];
        case "aws:principalisawsservice":
            return [present("false")];
    }
    if (/^(?:sts:externalid|aws:source(?!ip$|identity$)\w*)$/.test(key)) {
        // What a pattern leaves open a stranger's network, service or guess can have.
        const open = patternsIn(blocks.filter(({ operator }) => operator?.pattern === true));
        return [
            another,
            absent,
            ...open.filter((text) => /[*?]/.test(text)).map((text) => present(filled(text))),
        ];
    }
    if (/^(?:aws|sts):/.test(key)) return [{ state: "unknown", why: "it comes from the request" }];
    return [{ state: "absent", why: "the caller has no token" }];
}

function patternsIn(blocks: readonly ConditionBlock[]): string[] {
    return blocks.flatMap(({ values }) => values.map(({ text }) => text)).slice(0, mostTried);
}

function filled(pattern: string): string {
    return pattern.replaceAll("*", "stranger").replaceAll("?", "z");
}

/**
 * ARNs of principals of an account that the conditions do not name, called as their patterns want it where these leave
 * the account open; a plain role first.
 */
export function strangeArns(blocks: readonly ConditionBlock[], account: string): string[] {
    const named = patternsIn(blocks).flatMap((pattern) => {
        const parts = pattern.split(":");
        const [, partition = "aws", service = "iam"] = parts;
        const last =
            parts.length > 5 ? parts.slice(5).join(":") : pattern.slice(pattern.lastIndexOf("*") + 1);
        const resource = filled(last.slice(last.lastIndexOf(":") + 1));
        return [partition, "aws"]
            .flatMap((known) =>
                [service, "iam", "sts"].flatMap((each) =>
                    [resource, `role/${resource}`, `user/${resource}`].map(
                        (name) =>
                            `arn:${filledOr(known, "aws")}:${filledOr(each, "iam")}::${account}:${name}`,
                    ),
                ),
            )
            .filter((arn) => globMatches(globOfPattern(pattern), arn));
    });
    return [`arn:aws:iam::${account}:role/zq7-stranger`, ...new Set(named)];
}

function filledOr(part: string, plain: string): string {
    return /[*?]/.test(part) ? plain : part;
}

/** Unique ids of foreign principals, with session names as the patterns want them. */
export function strangeUserIds(blocks: readonly ConditionBlock[]): string[] {
    const foreign = "AROAZQ7STRANGERZZZZZZ";
    const named = patternsIn(blocks).flatMap((pattern) => {
        const id = `${foreign}:${filled(pattern.slice(pattern.lastIndexOf(":") + 1))}`;
        return globMatches(globOfPattern(pattern), id) ? [id] : [];
    });
    return [`${foreign}:zq7`, ...named];
}

/** Kinds of principals that call with credentials, or an assertion of SAML, with the action that each needs. */
const callerActions: readonly (readonly [isKind: (principal: TrustPrincipal) => boolean, action: string])[] =
    [
        [({ kind, text }) => kind === "Federated" && /:saml-provider\//.test(text), "sts:AssumeRoleWithSAML"],
        [({ kind }) => kind !== "Federated" && kind !== "*", "sts:AssumeRole"],
    ];

/** Principals that call without a web identity, by one Allow statement that names them. */
export interface CallerGain {
    statement: TrustStatement;
    principal: TrustPrincipal;
    /** Whether the other document does not name them at all; otherwise it has further conditions, or another Deny. */
    isNew: boolean;
}

/**
 * The callers without a web identity that one document names and another does not, or not on the same conditions.
 * Conditions are compared by their text, so that equal ones in other words count as others.
 */
export function callersBeyond(
    one: Pick<TrustDocument, "statements">,
    other: Pick<TrustDocument, "statements">,
): CallerGain[] {
    const denies = textsOf(one.statements.filter(({ effect }) => effect === "Deny"));
    const isDeniedMore = [...textsOf(other.statements.filter(({ effect }) => effect === "Deny"))].some(
        (deny) => !denies.has(deny),
    );
    const granted = callersIn(other);
    return callersIn(one).flatMap(({ statement, principal, action }): CallerGain[] => {
        const same = granted.filter(
            (each) =>
                each.action === action &&
                each.principal.kind === principal.kind &&
                each.principal.text === principal.text,
        );
        const here = conditionTexts(statement);
        const isGranted = same.some((each) =>
            [...conditionTexts(each.statement)].every((condition) => here.has(condition)),
        );
        return isGranted && !isDeniedMore ? [] : [{ statement, principal, isNew: same.length === 0 }];
    });
}

function callersIn({ statements }: Pick<TrustDocument, "statements">): (Omit<CallerGain, "isNew"> & {
    action: string;
})[] {
    return statements
        .filter(({ effect }) => effect === "Allow")
        .flatMap((statement) =>
            statement.principals.flatMap((principal) => {
                const action = callerActions.find(([isKind]) => isKind(principal))?.[1];
                const names =
                    action !== undefined &&
                    principal.text !== "*" &&
                    statementCoversAction(statement, action);
                return names ? [{ statement, principal, action }] : [];
            }),
        );
}

function textsOf(statements: readonly TrustStatement[]): Set<string> {
    return new Set(statements.map(({ raw }) => JSON.stringify({ ...raw, Sid: undefined })));
}

function conditionTexts({ conditions }: TrustStatement): Set<string> {
    return new Set(
        conditions.map(({ operatorText, keyName, values }) =>
            JSON.stringify([operatorText, keyName, values.map(({ text }) => text).sort()]),
        ),
    );
}
