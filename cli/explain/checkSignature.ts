import { createLocalJWKSet, decodeProtectedHeader, errors, compactVerify } from "jose";
import { type AwsError, awsErrors } from "../../trust/aws";
import { discoveryPaths, readKeySet, signingAlgorithms } from "../../trust/mirror";
import { isObject } from "../../trust/document";
import { getDocument } from "../probe/getDocument";
import type { Network, ProbeLimits } from "../probe/network";

/** What is known of a token's signature. */
export interface SignatureCheck {
    /** `unchecked`: the keys could not be had from here, which says nothing about AWS. */
    outcome: "genuine" | "refused" | "unchecked";
    /** In words, as a sentence without full stop. */
    why: string;
    /** What STS answers; present where refused. */
    error?: AwsError;
}

/** STS's own words for a signature that does not fit are not documented. */
const badSignature: AwsError = {
    kind: "bad-signature",
    code: "InvalidIdentityToken",
    message: "(its words for a signature that does not fit are not documented)",
};

/** Checks a token's signature against the keys that its issuer, a URL, serves. Never throws; every request is bounded. */
export async function checkSignature(
    token: string,
    issuer: string,
    network: Network,
    limits: ProbeLimits,
): Promise<SignatureCheck> {
    const keys = await readKeys(issuer, network, limits);
    if (typeof keys === "string") return { outcome: "unchecked", why: keys };
    const { keySet, problems } = readKeySet(keys.text);
    if (keySet === undefined) {
        const [{ path = "", message = "" } = {}] = problems;
        const why = `the keys at ${keys.url} are not what AWS takes: ${path} ${message}`;
        return { outcome: "refused", why, error: awsErrors.noVerificationKey() };
    }
    let kid = "";
    try {
        kid = decodeProtectedHeader(token).kid ?? "";
        await compactVerify(token, createLocalJWKSet({ keys: keySet.keys.map((key) => ({ ...key })) }), {
            algorithms: [...signingAlgorithms],
        });
        return { outcome: "genuine", why: `signed with the key ${kid} of ${keys.url}` };
    } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) {
            const why = `no key at ${keys.url} has the id ${JSON.stringify(kid)} of the token's header`;
            return { outcome: "refused", why, error: awsErrors.noVerificationKey() };
        }
        const why =
            error instanceof errors.JOSEAlgNotAllowed
                ? `the token's header names an algorithm that STS does not take; it takes ${signingAlgorithms.join(", ")}`
                : `the signature does not fit the key ${kid} of ${keys.url}`;
        return { outcome: "refused", why, error: badSignature };
    }
}

/** The text of an issuer's key set; or, in words, why there is none. */
async function readKeys(
    issuer: string,
    network: Network,
    limits: ProbeLimits,
): Promise<{ url: string; text: string } | string> {
    const document = await getDocument(`${issuer}/${discoveryPaths.document}`, network, limits);
    if (document.kind === "failure") return `${document.url} cannot be read from here (${document.error})`;
    const url = document.status === 200 ? jwksUriIn(document.text) : undefined;
    if (url === undefined)
        return `${document.url} does not say where the keys are; see: gitlab-aws-oidc doctor ${issuer}`;
    const keys = await getDocument(url, network, limits);
    if (keys.kind === "failure") return `${url} cannot be read from here (${keys.error})`;
    return keys.status === 200
        ? { url, text: keys.text }
        : `${url} answers with the status ${String(keys.status)}`;
}

function jwksUriIn(text: string): string | undefined {
    try {
        const document: unknown = JSON.parse(text);
        const uri = isObject(document) ? document["jwks_uri"] : undefined;
        return typeof uri === "string" && new URL(uri).protocol === "https:" ? uri : undefined;
    } catch {
        return undefined;
    }
}
