import { type AwsError, awsErrors } from "../aws";
import type { Doubt, DecisionProvider, DecisionRequest } from "./decision";
import type { Claims } from "./requestContext";

/** Seconds after `exp` in which STS still takes a token: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html. */
const grace = 300;

/** The longest token that STS takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html. */
const longestToken = 20_000;

/** An answer of STS, with the reason in words. */
interface TokenRefusal {
    error: AwsError;
    reason: string;
}

/** Characters of all texts in a payload, one more for each value: the encoded token is longer than that. */
function lengthOf(claims: Claims): number {
    const waiting: unknown[] = [claims];
    let length = 0;
    // Nothing is gained by counting on once the token is too long; this also ends with what holds itself.
    while (waiting.length > 0 && length <= longestToken) {
        const value = waiting.pop();
        length += 1 + (typeof value === "string" ? value.length : 0);
        if (typeof value === "object" && value !== null) {
            for (const member of Object.values(value)) waiting.push(member);
        }
    }
    return length;
}

/** The texts of `azp`, or else of `aud`: what STS compares with the provider's client IDs. */
function audiencesOf(claims: Claims): string[] {
    const claim: unknown = claims["azp"] ?? claims["aud"];
    const items: unknown[] = Array.isArray(claim) ? claim : [claim];
    return items.filter((item) => typeof item === "string");
}

function refuseAudience(claims: Claims, provider: DecisionProvider): TokenRefusal | undefined {
    const audiences = audiencesOf(claims);
    if (
        provider.audiences === undefined ||
        audiences.some((audience) => provider.audiences?.includes(audience))
    ) {
        return undefined;
    }
    const registered = provider.audiences.length === 0 ? "none" : provider.audiences.join(", ");
    const reason = `The token's audience is ${audiences.join(", ")}; the provider has ${registered} registered.`;
    return { error: awsErrors.incorrectAudience(), reason };
}

/**
 * What STS says of a token before it looks at any trust policy; undefined where it has nothing against it. Signature and
 * keys are not looked at: that is what `doctor` is for.
 * Texts of the errors: awsErrors.
 */
export function refuseToken(
    claims: Claims,
    provider: DecisionProvider | undefined,
    request: DecisionRequest,
): TokenRefusal | undefined {
    if (lengthOf(claims) > longestToken) {
        return {
            error: awsErrors.tokenTooLong(),
            reason: "The token is longer than 20,000 characters.",
        };
    }
    const { iss, exp, sub, aud } = claims;
    for (const [name, value] of Object.entries({ iss, sub, aud })) {
        if (value === undefined || value === null) {
            return { error: awsErrors.missingClaim(name), reason: `The token has no ${name}.` };
        }
    }
    if (typeof iss !== "string") {
        return {
            error: awsErrors.noProvider("the token's issuer"),
            reason: "The token's iss is not a string.",
        };
    }
    if (!iss.startsWith("https://") || (provider !== undefined && iss !== provider.url)) {
        const known = provider === undefined ? "" : `, and the provider's URL is ${provider.url}`;
        const reason = `The token's iss is ${iss}${known}: AWS compares the two byte for byte.`;
        return { error: awsErrors.noProvider(iss), reason };
    }
    if (request.at !== undefined && typeof exp === "number" && request.at > exp + grace) {
        const reason = "The token has expired; it cannot be renewed inside the job.";
        return { error: awsErrors.expired(Math.floor(request.at), exp), reason };
    }
    return provider === undefined ? undefined : refuseAudience(claims, provider);
}

/** A moment that a claim names, in seconds since 1970; undefined where it is missing or no number. */
function moment(claim: unknown): number | undefined {
    return typeof claim === "number" && Number.isFinite(claim) ? claim : undefined;
}

/**
 * What STS looks at in a token that it does not refuse for certain, and that no document decides. The times are looked at
 * where the moment of the request is given. GitLab's nbf is five seconds before iat; a tolerance is documented for exp
 * alone: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html.
 */
export function doubtsOfToken(claims: Claims, { at }: DecisionRequest): Doubt[] {
    const doubts: Doubt[] = [];
    const doubt = (kind: Doubt["kind"], claim: string, why: string): void => {
        doubts.push({ kind, path: `token.${claim}`, why });
    };
    if (Array.isArray(claims["aud"]) && (claims["azp"] ?? undefined) === undefined)
        doubt("audience-list", "aud", "whether STS takes a list as aud is not documented");
    if (at === undefined) return doubts;
    const expiry = moment(claims["exp"]);
    if (expiry === undefined) doubt("expiry", "exp", "the token has no moment of expiry that can be read");
    else if (at >= expiry)
        doubt("expiry-tolerance", "exp", "the token has expired, less than five minutes ago");
    for (const [claim, kind] of [
        ["nbf", "not-before"],
        ["iat", "issued-at"],
    ] as const) {
        const value = claims[claim] ?? undefined;
        if (value === undefined) continue;
        const since = moment(value);
        if (since === undefined) doubt(kind, claim, `${claim} is not a number`);
        else if (since > at) doubt(kind, claim, `${claim} lies ${String(Math.ceil(since - at))} s ahead`);
    }
    return doubts;
}
