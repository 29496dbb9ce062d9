import { parseProviderArn } from "../aws/arns";
import type { TrustPrincipal, TrustStatement } from "../policy/document";
import type { DecisionRequest } from "./decision";

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
export function namesProvider(principal: TrustPrincipal, issuer: string, request: DecisionRequest): boolean {
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
