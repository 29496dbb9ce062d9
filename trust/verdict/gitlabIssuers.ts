import { limits } from "../aws";
import { gitlabComIssuer, issuerHostAndPath, subjectComponents } from "../gitlab";
import type { TrustContext } from "./trustContext";

/**
 * Issuers that are certainly no GitLab instance, whatever their subjects look like, by the end of their host.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html ("Available keys
 * for AWS OIDC federation"), https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * and, for GitLab Duo's own tokens, https://docs.gitlab.com/user/duo_amazon_q/setup/. Read 2026-11.
 */
const otherIssuers = [
    "token.gitlab.com",
    "githubusercontent.com",
    "ghe.com",
    "github.com",
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "oidc.circleci.com",
    "agent.buildkite.com",
    "app.terraform.io",
    "api.pulumi.com",
    "oidc.vercel.com",
    "oidc.codefresh.io",
    "sts.windows.net",
    "identity.oraclecloud.com",
    "proidc.upbound.io",
    "scalr.io",
];

const hostOf = (issuer: string): string => (/^[^/:]*/.exec(issuer)?.[0] ?? "").toLowerCase();

/** Whether an issuer, in any spelling, is known to be another service than a GitLab instance. */
export function isOtherIssuer(issuer: string): boolean {
    if (issuer.length > 2 * limits.providerUrlLength) return false;
    const host = hostOf(issuerHostAndPath(issuer));
    return (
        otherIssuers.some((other) => host === other || host.endsWith(`.${other}`)) ||
        /^oidc\.eks[.-]/.test(host)
    );
}

/**
 * Whether an issuer, in any spelling, is GitLab's: gitlab.com, one that the caller configured, or a host that says
 * gitlab. A self-managed host that nothing betrays is found by its configuration alone.
 */
export function isGitlabIssuer(issuer: string, context: TrustContext): boolean {
    const lenient = issuerHostAndPath(issuer).toLowerCase();
    if (lenient === gitlabComIssuer || configuredIssuer(issuer, context) !== undefined) return true;
    return hostOf(lenient).includes("gitlab") && !isOtherIssuer(issuer);
}

/** What the caller configured for an issuer, in any spelling. */
export function configuredIssuer(
    issuer: string,
    context: TrustContext,
): NonNullable<TrustContext["issuers"]>[number] | undefined {
    const lenient = issuerHostAndPath(issuer).toLowerCase();
    return context.issuers?.find(({ url }) => issuerHostAndPath(url).toLowerCase() === lenient);
}

/** Whether a value on `sub` begins as a GitLab subject does, which no other service's does. */
export function looksLikeGitlabSubject(value: string): boolean {
    return subjectComponents.some(({ first, name }) => first && value.startsWith(`${name}:`));
}

/** Whether an issuer, as host and path, is one that the whole world can use: there strangers are everybody. */
export function isSharedIssuer(issuer: string): boolean {
    return issuer.toLowerCase() === gitlabComIssuer;
}
