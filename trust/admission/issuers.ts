import { limits } from "../aws";
import { gitlabComIssuer, issuerHostAndPath, subjectComponents } from "../gitlab";
import type { ConditionBlock } from "../conditions";
import { globMatches, globOfPattern } from "../languages";
import type { TrustDocument } from "../document";

/** An issuer that the caller knows to be a GitLab instance (or its mirror). */
export interface KnownIssuer {
    /** The issuer's address, such as `https://gitlab.example.com`; host and path without the scheme do as well. */
    url: string;
    /** The audiences that its roles may check. Default: any literal that is not nearly the issuer's address. */
    audiences?: string[];
}

/**
 * Issuers that are certainly no GitLab instance, whatever their subjects look like, by the end of their host.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html ("Available keys
 * for AWS OIDC federation"), https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html,
 * https://docs.gitlab.com/user/duo_amazon_q/setup/ for GitLab Duo's own tokens, and the issuer addresses in the
 * documentation of the identity services. Read 2026-11.
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
    "microsoftonline.com",
    "microsoftonline.us",
    "b2clogin.com",
    "ciamlogin.com",
    "identity.oraclecloud.com",
    "proidc.upbound.io",
    "scalr.io",
    "auth0.com",
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "onelogin.com",
    "jumpcloud.com",
    "pingone.com",
    "pingone.eu",
    "pingidentity.com",
    "workos.com",
    "authkit.app",
    "clerk.accounts.dev",
    "descope.com",
    "fusionauth.io",
    "zitadel.cloud",
    "kinde.com",
    "frontegg.com",
    "stytch.com",
    "amazoncognito.com",
    "duosecurity.com",
    "cloudflareaccess.com",
    "container.googleapis.com",
    "oic.prod-aks.azure.com",
];

const hostOf = (issuer: string): string => (/^[^/:]*/.exec(issuer)?.[0] ?? "").toLowerCase();

/** Whether an issuer, in any spelling, is known to be another service than a GitLab instance. */
export function isOtherIssuer(issuer: string): boolean {
    if (issuer.length > 2 * limits.providerUrlLength) return false;
    const host = hostOf(issuerHostAndPath(issuer));
    return (
        otherIssuers.some((other) => host === other || host.endsWith(`.${other}`)) ||
        // Clusters, and IAM Identity Center. A bucket may have any name, so a host of S3 tells nothing.
        /^oidc(?:[.-]eks(?:-fips)?)?\.(?!s3[.-])[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(
            host,
        ) ||
        /^cognito-idp\./.test(host) ||
        // GitHub Enterprise Server: https://docs.github.com/enterprise-server/actions/reference/security/oidc.
        /^[^/]+\/_services\/token(?:\/|$)/.test(issuerHostAndPath(issuer).toLowerCase())
    );
}

/**
 * Whether an issuer, in any spelling, is GitLab's by its name alone: gitlab.com, JihuLab, one that the caller configured,
 * a host that says gitlab, or the path `/gitlab` of an instance below a relative URL. A self-managed host that nothing
 * betrays is found by its configuration or its subjects.
 */
export function isGitlabIssuer(issuer: string, context: { issuers?: readonly KnownIssuer[] }): boolean {
    const lenient = issuerHostAndPath(issuer).toLowerCase();
    if (lenient === gitlabComIssuer || configuredIssuer(issuer, context) !== undefined) return true;
    const saysGitlab = /git-?lab|^jihulab\.com$/.test(hostOf(lenient)) || /^[^/]+\/gitlab$/.test(lenient);
    return saysGitlab && !isOtherIssuer(issuer);
}

/** What the caller configured for an issuer, in any spelling. */
export function configuredIssuer(
    issuer: string,
    context: { issuers?: readonly KnownIssuer[] },
): KnownIssuer | undefined {
    const lenient = issuerHostAndPath(issuer).toLowerCase();
    return context.issuers?.find(({ url }) => issuerHostAndPath(url).toLowerCase() === lenient);
}

const firstComponents = subjectComponents.filter(({ first }) => first).map(({ name }) => name);

/** Letters that the name of a component must have beside its wildcards for nobody else's to be meant. */
const fewestLetters = 4;

/**
 * Whether a value on `sub`, maybe a pattern, is written for GitLab's subjects, in whatever letter case: its first
 * component is one that only GitLab's begin with, or a wildcard stands for that and the ref follows in GitLab's grammar.
 */
export function looksLikeGitlabSubject(value: string): boolean {
    const text = value.slice(0, limits.trustPolicyLengthOnRequest).toLowerCase();
    const [first = ""] = text.split(":", 1);
    if (firstComponents.some((name) => text.startsWith(`${name}:`))) return true;
    if (/(?:^|[:*?])ref_type:(?:branch|tag|[*?]+)(?:[:*?]|$)/.test(text)) return true;
    if (!/[*?]/.test(first) || first.replace(/[^a-z]/g, "").length < fewestLetters) return false;
    const glob = globOfPattern(first);
    return firstComponents.some((name) => globMatches(glob, name));
}

/**
 * Subjects that certainly come from something else than a CI/CD job: a cluster's workload identity, a person who signed
 * in (GitLab's own sign-in has the user's id), a tenant's user, a workload of SPIFFE.
 */
const otherSubjects =
    /^(?:system:serviceaccount:|\d+$|[a-z0-9-]+\|[^:]*$|spiffe:\/\/|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$)/i;

/** A condition key of an OIDC issuer, taken apart. */
export interface IssuerKey {
    block: ConditionBlock;
    /** What stands before the name, as written: `https://gitlab.com`. */
    prefix: string;
    /** The prefix without scheme, port and trailing slash, in lower case: `gitlab.com`. */
    issuer: string;
    /** The key's name in lower case: `sub`. */
    name: string;
    /** Whether the prefix is spelt as AWS spells it; otherwise no request ever has the key. */
    wellFormed: boolean;
}

/** The issuer's keys among a statement's conditions. Keys of AWS services, such as `aws:SourceIp`, are none. */
export function issuerKeys(conditions: readonly ConditionBlock[]): IssuerKey[] {
    return conditions.flatMap((block) => {
        const known = keysKnown.get(block);
        if (known !== undefined) return known;
        const keys = issuerKeyOf(block);
        keysKnown.set(block, keys);
        return keys;
    });
}

/** A condition is asked for its issuer by the admission and by most rules. */
const keysKnown = new WeakMap<ConditionBlock, readonly IssuerKey[]>();

function issuerKeyOf(block: ConditionBlock): readonly IssuerKey[] {
    const colon = block.key.lastIndexOf(":");
    const prefix = block.key.slice(0, Math.max(colon, 0));
    // No issuer is longer, so this is nobody's key.
    if (prefix.length > 2 * limits.providerUrlLength) return [];
    const issuer = issuerHostAndPath(prefix)
        .replace(/:\d*(?=\/|$)/, "")
        .toLowerCase();
    // The prefixes of services have no dot: aws, sts, saml, iam.
    if (!issuer.includes(".")) return [];
    const wellFormed = issuer === prefix.toLowerCase();
    return [{ block, prefix, issuer, name: block.keyName.slice(colon + 1), wellFormed }];
}

/** What a document shows of one issuer. */
interface ShownIssuer {
    /** The values of all conditions on its `sub`, of whatever statement. */
    subjects: string[];
    /** By each Allow statement that may concern its tokens: the subjects that it is confined to; undefined where it is not. */
    guards: (readonly string[] | undefined)[];
}

/**
 * Tells which issuers of a document are GitLab instances. What one statement shows of an issuer holds for the whole
 * document: a subject in GitLab's grammar, or, of a host that only its name suggests, that every Allow statement is
 * confined to something else's subjects.
 */
export function gitlabRecognizer(
    document: Pick<TrustDocument, "statements">,
    context: { issuers?: readonly KnownIssuer[] },
): (issuer: string) => boolean {
    const judged = new Map<string, boolean>();
    const keys = document.statements.map(({ conditions }) => issuerKeys(conditions));
    return (issuer) => {
        const lenient = issuerHostAndPath(issuer).toLowerCase();
        let known = judged.get(lenient);
        if (known === undefined) {
            known = isGitlab(lenient, shownOf(lenient, document, keys), context);
            judged.set(lenient, known);
        }
        return known;
    };
}

function shownOf(
    issuer: string,
    { statements }: Pick<TrustDocument, "statements">,
    keys: readonly (readonly IssuerKey[])[],
): ShownIssuer {
    const shown: ShownIssuer = { subjects: [], guards: [] };
    for (const [at, { effect, principals, notPrincipals }] of statements.entries()) {
        const own = (keys[at] ?? []).filter((key) => key.issuer === issuer);
        const onSubject = own.filter(
            ({ name, block }) => name === "sub" && block.operator?.kind === "string",
        );
        shown.subjects.push(...onSubject.flatMap(({ block }) => block.values.map(({ text }) => text)));
        const concerns =
            own.length > 0 ||
            notPrincipals !== undefined ||
            principals.some(({ text }) => text === "*" || isProviderOf(text, issuer));
        if (effect !== "Allow" || !concerns) continue;
        // Every token has a subject, so that neither IfExists nor a set qualifier weakens such a condition.
        const guard = onSubject.find(
            ({ block, wellFormed }) =>
                wellFormed && block.operator?.negated === false && block.values.length > 0,
        );
        shown.guards.push(guard?.block.values.map(({ text }) => text));
    }
    return shown;
}

function isProviderOf(principal: string, issuer: string): boolean {
    const at = principal.indexOf("oidc-provider/");
    return (
        at >= 0 && issuerHostAndPath(principal.slice(at + "oidc-provider/".length)).toLowerCase() === issuer
    );
}

function isGitlab(
    issuer: string,
    { subjects, guards }: ShownIssuer,
    context: { issuers?: readonly KnownIssuer[] },
): boolean {
    if (configuredIssuer(issuer, context) !== undefined) return true;
    if (isOtherIssuer(issuer)) return false;
    if (subjects.some(looksLikeGitlabSubject)) return true;
    if (!isGitlabIssuer(issuer, context)) return false;
    // Somebody who signs in with gitlab.com has a number as subject; other grammars there are mistakes to report.
    const form = issuer === gitlabComIssuer ? /^\d+$/ : otherSubjects;
    const isForOthers = (guard: readonly string[] | undefined) =>
        guard?.every((each) => form.test(each)) === true;
    return guards.length === 0 || !guards.every(isForOthers);
}

/** Whether an issuer, as host and path, is one that the whole world can use: there strangers are everybody. */
export function isSharedIssuer(issuer: string): boolean {
    return issuer.toLowerCase() === gitlabComIssuer;
}
