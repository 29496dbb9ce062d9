import {
    type KeyState,
    type RequestContext,
    claimsThatAreNoKeys,
    conditionKeyTable,
    keysOfIssuer,
} from "../conditions";
import type { DecisionRequest } from "./decision";

/** The claims of a token, as JSON has them. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Keys that a request without AWS credentials does not have; AssumeRoleWithWebIdentity is one. In lower case; a name
 * that ends in a slash stands for all below it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (each key's
 * "Availability": not for anonymous requests, or only for principals of AWS). Read 2026-11.
 */
const keysOfSignedRequests = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag/",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:userid",
    "aws:username",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
];

/**
 * Keys that come from session tags in the token. GitLab sends none.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html.
 */
const keysOfSessionTags = ["aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys"];

/** The claim that sets a source identity. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html. */
export const sourceIdentityClaim = "https://aws.amazon.com/source_identity";

/** Whether a token carries session tags, in one of the two forms that STS reads. */
export function hasSessionTags(claims: Claims): boolean {
    return Object.keys(claims).some((name) => /^https:\/\/aws\.amazon\.com\/tags(\/|$)/.test(name));
}

/** The issuer of a token as its condition keys begin: host and path, without scheme. Undefined without a text in `iss`. */
export function issuerOfClaims(claims: Claims): string | undefined {
    return typeof claims["iss"] === "string" ? claims["iss"].replace(/^https:\/\//, "") : undefined;
}

/** Whether only requests that are signed with AWS credentials have a key, given in lower case. */
export function isKeyOfSignedRequests(keyName: string): boolean {
    return isNamed(keysOfSignedRequests, keyName);
}

/** Whether a key, given in lower case, comes from session tags in the token. */
export function isKeyOfSessionTags(keyName: string): boolean {
    return isNamed(keysOfSessionTags, keyName);
}

function isNamed(names: readonly string[], key: string): boolean {
    return names.some((name) => (name.endsWith("/") ? key.startsWith(name) : key === name));
}

/** The values of a claim as a key has them: a text, a number or a boolean, or a list of these. */
function claimState(value: unknown, name: string): KeyState {
    if (value === undefined || value === null) return { state: "absent", why: `the token has no ${name}` };
    const items: unknown[] = Array.isArray(value) ? value : [value];
    const values = items.map((item) =>
        typeof item === "string" || typeof item === "number" || typeof item === "boolean"
            ? String(item)
            : undefined,
    );
    const texts = values.filter((text) => text !== undefined);
    if (texts.length < values.length)
        return { state: "unknown", why: `what STS makes of an object in ${name} is not documented` };
    if (texts.length === 0) return { state: "absent", why: `the token's ${name} is an empty list` };
    return { state: "present", values: texts, type: "String" };
}

/** A claim by its name, to the letter: RFC 7519 compares names with regard to case, so `Sub` is not `sub`. */
function claimOf(claims: Claims, name: string): unknown {
    return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** Whether a token has a claim of that name, in whatever case: a key's name ignores it. */
function hasClaim(claims: Claims, name: string): boolean {
    return Object.keys(claims).some((claim) => claim.toLowerCase() === name && claims[claim] !== undefined);
}

/** The key of an issuer: `name` is without prefix, in lower case. */
function issuerKey(
    claims: Claims,
    issuer: string,
    name: string,
    additional: ReadonlyMap<string, string>,
): KeyState {
    // A CI token has no azp; where another issuer sends one, it takes the place of aud.
    const azp = claimOf(claims, "azp") ?? undefined;
    if (name === "aud" && azp !== undefined) return claimState(azp, "azp");
    const claim = name === "oaud" ? "aud" : name;
    const added = additional.get(name) ?? additional.get(`${issuer.toLowerCase()}:${name}`);
    if (keysOfIssuer(issuer).includes(name)) return claimState(claimOf(claims, claim), claim);
    // A key that was added by hand may be written as people write keys: its claim is then the one in lower case.
    if (added !== undefined) return claimState(claimOf(claims, added) ?? claimOf(claims, claim), claim);
    const gitlabComOnly = (conditionKeyTable.gitlabCom as readonly string[]).includes(name);
    const missing = !hasClaim(claims, claim) || claimsThatAreNoKeys.includes(name) || gitlabComOnly;
    const elsewhere = gitlabComOnly ? "only for gitlab.com" : "for no issuer that is known here";
    const why = `AWS offers the key "${name}" ${elsewhere}`;
    return missing
        ? { state: "absent", why }
        : { state: "unknown", why: `${why}, but the token has such a claim` };
}

/**
 * The condition keys that STS derives from a token: `HOST[/PATH]:CLAIM` for the claims in the table of conditionKeys, and
 * no others. `aud` is the token's azp or else its aud, `oaud` its aud. Keys of the request itself, such as
 * `aws:SourceIp`, are unknown unless `request.keys` has them.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html.
 */
export function requestContext(claims: Claims, request: DecisionRequest = {}): RequestContext {
    const issuer = issuerOfClaims(claims) ?? "";
    const prefix = `${issuer.toLowerCase()}:`;
    const additional = new Map(
        (request.additionalConditionKeys ?? []).map((key) => [
            key.toLowerCase(),
            key.slice(key.lastIndexOf(":") + 1),
        ]),
    );
    const given = new Map(
        Object.entries(request.keys ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
    );
    return {
        lookUp(keyName) {
            const key = keyName.toLowerCase();
            const value = given.get(key);
            if (value !== undefined) {
                const values = typeof value === "string" ? [value] : value;
                return values.length === 0
                    ? { state: "absent", why: "it was given without a value" }
                    : { state: "present", values, type: "other" };
            }
            if (issuer !== "" && key.startsWith(prefix))
                return issuerKey(claims, issuer, key.slice(prefix.length), additional);
            if (key === "sts:sourceidentity")
                return claimState(claims[sourceIdentityClaim], sourceIdentityClaim);
            if (isNamed(keysOfSessionTags, key)) {
                return hasSessionTags(claims)
                    ? { state: "unknown", why: "session tags are not analysed" }
                    : { state: "absent", why: "the token carries no session tags" };
            }
            if (key === "sts:roleauthorizedbyidp") {
                return { state: "absent", why: "GitLab's tokens have no claim that authorises roles" };
            }
            if (isNamed(keysOfSignedRequests, key)) {
                return {
                    state: "absent",
                    why: "AssumeRoleWithWebIdentity is called without AWS credentials",
                };
            }
            if (/^(aws|sts):/.test(key)) {
                return {
                    state: "unknown",
                    why: `${keyName} comes from the request, not from the token`,
                    ofRequest: true,
                };
            }
            return { state: "absent", why: `it is not a key of the issuer ${issuer || "of this token"}` };
        },
    };
}
