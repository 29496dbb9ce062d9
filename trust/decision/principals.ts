import { parseProviderArn } from "../aws";
import { anyOf, matchPattern, not, tokenizeValue, type PolicyValue, type Truth } from "../conditions";
import type { TrustPrincipal, TrustStatement } from "../document";
import type { DecisionRequest } from "./decision";
import { type Claims, hasSessionTags, sourceIdentityClaim } from "./requestContext";

/**
 * Providers that need no ARN: their host is the principal.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html ("OIDC federated principals").
 */
const providersWithoutArn = [
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];

/**
 * Whether a principal is the provider of a token. The ARN must have the issuer to the letter, and the role's account.
 * `"*"` and `{"AWS": "*"}` mean everybody, with or without credentials. Whom `{"Federated": "*"}` means, or whether IAM
 * takes it at all, is not documented: it is not analysed.
 */
function namesProvider(principal: TrustPrincipal, issuer: string, request: DecisionRequest): Truth {
    if (isEverybody(principal)) return true;
    if (principal.kind !== "Federated") return false;
    if (principal.text === "*") return "not-analysed";
    if (providersWithoutArn.includes(principal.text)) return principal.text === issuer;
    const arn = parseProviderArn(principal.text);
    return (
        arn?.issuer === issuer &&
        (request.accountId === undefined || arn.accountId === request.accountId) &&
        (request.partition === undefined || arn.partition === request.partition)
    );
}

function isEverybody({ kind, text }: TrustPrincipal): boolean {
    return text === "*" && (kind === "*" || kind === "AWS");
}

/** Whether a statement is about the provider of a token. `NotPrincipal` means everybody else. */
export function statementNamesProvider(
    statement: TrustStatement,
    issuer: string,
    request: DecisionRequest,
): Truth {
    const named = anyOf(
        (statement.notPrincipals ?? statement.principals).map((principal) =>
            namesProvider(principal, issuer, request),
        ),
    );
    return statement.notPrincipals === undefined ? named : not(named);
}

/** Which of one kind of principals a statement is about: those listed, everyone, or everyone but those listed. */
export type ReachOfKind = readonly string[] | "all" | { readonly allBut: readonly string[] };

/** Whom a statement is about, by what its principals match and not by how they are spelt. Conditions narrow it further. */
export interface PrincipalReach {
    /** Whether callers of whom nothing is known are among them: `"*"`, `{"AWS": "*"}`, and NotPrincipal. */
    anyone: boolean;
    /** OIDC providers, by their issuers as host and path, to the letter of the ARN. */
    federated: ReachOfKind;
    /** SAML providers, by ARN. */
    saml: ReachOfKind;
    /** Principals of the kind `AWS`: accounts, roles, users and sessions, as written. */
    aws: ReachOfKind;
    /** Services, such as `ec2.amazonaws.com`. */
    services: ReachOfKind;
    /** Canonical user ids. */
    canonicalUsers: ReachOfKind;
    /** Whether part of it is a guess: `{"Federated": "*"}`, which counts as all providers, and what is not known yet. */
    isGuess: boolean;
    /** Principals of the kind `Federated` that name no provider in any form that AWS documents: they let nobody in. */
    unreadable: readonly TrustPrincipal[];
}

const samlProvider = /^arn:[\w-]+:iam::\d*:saml-provider\//;

/** Whom a statement is about. A kind that nobody names is an empty list. */
export function principalReach(statement: TrustStatement): PrincipalReach {
    const principals = statement.notPrincipals ?? statement.principals;
    const isExclusion = statement.notPrincipals !== undefined;
    const everybody = principals.some(isEverybody);
    const guess = principals.some(({ kind, text }) => kind === "Federated" && text === "*");
    const reach = (names: readonly string[], all: boolean): ReachOfKind => {
        const unique = [...new Set(names)];
        if (isExclusion) return everybody ? [] : unique.length === 0 ? "all" : { allBut: unique };
        return everybody || all ? "all" : unique;
    };
    const named = (wanted: string): string[] =>
        principals.flatMap(({ kind, text }) => (kind === wanted && text !== "*" ? [text] : []));
    const federated = named("Federated");
    const elementIsUnknown = statement.partlyUnknown.some((path) =>
        /^\.(?:not)?principal(?:$|[.[])/i.test(path.slice(statement.path.length)),
    );
    return {
        anyone: isExclusion ? !everybody : everybody,
        federated: reach(federated.flatMap(issuerOfProvider), guess),
        saml: reach(
            federated.filter((text) => samlProvider.test(text)),
            guess,
        ),
        aws: reach(named("AWS"), false),
        services: reach(named("Service"), false),
        canonicalUsers: reach(named("CanonicalUser"), false),
        isGuess: guess || elementIsUnknown,
        unreadable: principals.filter(
            ({ kind, text }) =>
                kind === "Federated" &&
                text !== "*" &&
                !samlProvider.test(text) &&
                issuerOfProvider(text).length === 0,
        ),
    };
}

function issuerOfProvider(text: string): string[] {
    if (providersWithoutArn.includes(text)) return [text];
    const arn = parseProviderArn(text);
    return arn === undefined ? [] : [arn.issuer];
}

/** The action of a job that calls STS with its ID token. */
export const assumeRoleWithWebIdentity = "sts:AssumeRoleWithWebIdentity";

/** Whether an action element stands for an action: names ignore case, and `*` and `?` are wildcards. */
export function namesAction(element: PolicyValue, action: string): boolean {
    const tokens = tokenizeValue(element.text.toLowerCase(), { wildcards: true, variables: false });
    const plain = tokens.filter((token) => token.kind !== "variable" && token.kind !== "malformed");
    return matchPattern(plain, action.toLowerCase()).matched;
}

/** Whether a statement is about an action. `NotAction` means every other action. */
export function statementCoversAction(statement: TrustStatement, action: string): boolean {
    if (statement.notActions !== undefined)
        return !statement.notActions.some((element) => namesAction(element, action));
    return statement.actions.some((element) => namesAction(element, action));
}

/**
 * The actions that a role must allow for a token beside AssumeRoleWithWebIdentity: with session tags or a source identity
 * there are two more; GitLab sends neither. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html.
 */
export function furtherActions(claims: Claims): string[] {
    return [
        ...(hasSessionTags(claims) ? ["sts:TagSession"] : []),
        ...(claims[sourceIdentityClaim] === undefined ? [] : ["sts:SetSourceIdentity"]),
    ];
}
