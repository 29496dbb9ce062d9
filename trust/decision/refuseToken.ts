import type { AwsError, DecisionProvider, DecisionRequest } from "./decision";
import type { Claims } from "./requestContext";

/** Seconds after `exp` in which STS still takes a token: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html. */
const grace = 300;

/** The longest token that STS takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html. */
const longestToken = 20_000;

/** An answer of STS, with the reason in words. */
export interface TokenRefusal {
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

function invalid(message: string, reason: string): TokenRefusal {
    return { error: { code: "InvalidIdentityToken", message }, reason };
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
    return invalid("Incorrect token audience", reason);
}

/**
 * What STS says of a token before it looks at any trust policy; undefined where it has nothing against it. Signature and
 * keys are not looked at: that is what `doctor` is for.
 * Texts of the errors: https://repost.aws/knowledge-center/iam-sts-invalididentitytoken,
 * https://repost.aws/knowledge-center/iam-oidc-idp-federation, and what users reported in public issues of
 * aws-actions/configure-aws-credentials (502), aws/aws-sdk-ruby (2698) and awslabs/aws-orbit-workbench (771).
 */
export function refuseToken(
    claims: Claims,
    provider: DecisionProvider | undefined,
    request: DecisionRequest,
): TokenRefusal | undefined {
    if (lengthOf(claims) > longestToken) {
        const message =
            "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length less than or equal to 20000";
        return {
            error: { code: "ValidationError", message },
            reason: "The token is longer than 20,000 characters.",
        };
    }
    const { iss, exp, sub, aud } = claims;
    for (const [name, value] of Object.entries({ iss, sub, aud })) {
        if (value === undefined || value === null) {
            return invalid(`Missing a required claim: ${name}`, `The token has no ${name}.`);
        }
    }
    if (typeof iss !== "string") {
        return invalid(
            "No OpenIDConnect provider found in your account for the token's issuer",
            "The token's iss is no text.",
        );
    }
    if (!iss.startsWith("https://") || (provider !== undefined && iss !== provider.url)) {
        const known = provider === undefined ? "" : `, and the provider's URL is ${provider.url}`;
        const reason = `The token's iss is ${iss}${known}: AWS compares the two byte for byte.`;
        return invalid(`No OpenIDConnect provider found in your account for ${iss}`, reason);
    }
    if (request.at !== undefined && typeof exp === "number" && request.at > exp + grace) {
        const now = String(Math.floor(request.at));
        const message = `Token expired: current date/time ${now} must be before the expiration date/time ${String(exp)}`;
        const reason = "The token has expired; it cannot be renewed inside the job.";
        return { error: { code: "ExpiredTokenException", message }, reason };
    }
    return provider === undefined ? undefined : refuseAudience(claims, provider);
}
