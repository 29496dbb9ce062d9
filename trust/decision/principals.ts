import { parseProviderArn } from "../aws";
import { type PolicyValue, matchPattern, tokenizeValue } from "../conditions";
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

/** Whether a principal is the provider of a token. The ARN must have the issuer to the letter, and the role's account. */
function namesProvider(principal: TrustPrincipal, issuer: string, request: DecisionRequest): boolean {
    // "*" and {"AWS": "*"} mean everybody, with or without credentials. {"Federated": "*"} is counted like them: whether
    // IAM takes it is not documented, and a guess must not keep anybody out.
    if (principal.text === "*") return ["*", "AWS", "Federated"].includes(principal.kind);
    if (principal.kind !== "Federated") return false;
    if (providersWithoutArn.includes(principal.text)) return principal.text === issuer;
    const arn = parseProviderArn(principal.text);
    return (
        arn?.issuer === issuer &&
        (request.accountId === undefined || arn.accountId === request.accountId) &&
        (request.partition === undefined || arn.partition === request.partition)
    );
}

/** Whether a statement is about the provider of a token. `NotPrincipal` means everybody else. */
export function statementNamesProvider(
    statement: TrustStatement,
    issuer: string,
    request: DecisionRequest,
): boolean {
    if (statement.notPrincipals !== undefined) {
        return !statement.notPrincipals.some((principal) => namesProvider(principal, issuer, request));
    }
    return statement.principals.some((principal) => namesProvider(principal, issuer, request));
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
export function statementNamesAction(statement: TrustStatement, action: string): boolean {
    if (statement.notActions !== undefined)
        return !statement.notActions.some((element) => namesAction(element, action));
    return statement.actions.some((element) => namesAction(element, action));
}

/**
 * The actions that a role must allow for a token. A token with session tags or a source identity needs two more; GitLab
 * sends neither. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html.
 */
export function requiredActions(claims: Claims): string[] {
    return [
        assumeRoleWithWebIdentity,
        ...(hasSessionTags(claims) ? ["sts:TagSession"] : []),
        ...(claims[sourceIdentityClaim] === undefined ? [] : ["sts:SetSourceIdentity"]),
    ];
}
