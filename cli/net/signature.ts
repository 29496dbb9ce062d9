import { type AwsError, awsErrors } from "../../trust/aws";
import { discoveryPaths, readKeySet, signingAlgorithms } from "../../trust/mirror";
import { isObject } from "../../trust/document";
import { privateAddressCode, type Route } from "./connection";
import {
    type DocumentFailure,
    type DocumentObservation,
    getDocument,
    type RequestLimits,
} from "./httpsClient";

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

/** How an issuer's keys are asked for. */
export interface KeyRequest {
    route: Route;
    /** Default: twelve seconds and a megabyte for each of the two requests. */
    limits?: RequestLimits;
    /** PEM text of CAs besides the public ones. Default: none. */
    authorities?: string | undefined;
}

const keyLimits: RequestLimits = { giveUpAfter: 12_000, bytes: 1_000_000 };

/**
 * Checks a token's signature against the keys that its issuer, a URL, serves. Never throws; every request is bounded. The
 * token names the hosts, so unless the route allows it no private, loopback or link-local address is contacted, and
 * redirects are not followed.
 */
export async function checkSignature(
    token: string,
    issuer: string,
    how: KeyRequest,
): Promise<SignatureCheck> {
    const keys = await readKeys(issuer, how);
    if (typeof keys === "string") return { outcome: "unchecked", why: keys };
    const { keySet, problems } = readKeySet(keys.text);
    if (keySet === undefined) {
        const [{ path = "", message = "" } = {}] = problems;
        const why = `the keys at ${keys.url} are not what AWS accepts: ${path} ${message}`;
        return { outcome: "refused", why, error: awsErrors.noVerificationKey() };
    }
    const { compactVerify, createLocalJWKSet, decodeProtectedHeader, errors } = await import("jose");
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
                ? `the token's header names an algorithm that STS does not accept; it accepts ${signingAlgorithms.join(", ")}`
                : `the signature does not fit the key ${kid} of ${keys.url}`;
        return { outcome: "refused", why, error: badSignature };
    }
}

/** The text of an issuer's key set; or, in words, why there is none. */
async function readKeys(issuer: string, how: KeyRequest): Promise<{ url: string; text: string } | string> {
    const document = await ask(`${issuer}/${discoveryPaths.document}`, how);
    if (document.kind === "failure") return failureWords(document);
    const url = document.status === 200 ? jwksUriIn(document.text) : undefined;
    if (url === undefined)
        return `${document.url} does not specify where the keys are; see: gitlab-aws-oidc doctor ${issuer}`;
    const keys = await ask(url, how);
    if (keys.kind === "failure") return failureWords(keys);
    return keys.status === 200
        ? { url, text: keys.text }
        : `${url} answers with the status ${String(keys.status)}`;
}

// Checked certificates: whoever serves the keys decides which tokens look genuine.
function ask(
    url: string,
    { route, limits = keyLimits, authorities }: KeyRequest,
): Promise<DocumentObservation> {
    return getDocument(url, { route, limits, certificates: { authorities } });
}

function failureWords({ url, error }: DocumentFailure): string {
    if (error !== privateAddressCode) return `${url} cannot be read from here (${error})`;
    return `${new URL(url).host} has a private address, and was not contacted; add --allow-private-addresses to fetch the keys`;
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
