import { readFileSync } from "node:fs";
import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors } from "jose";
import { type AwsError, awsErrors } from "../../../trust/aws/awsErrors";
import type { Claims } from "../../../trust/decision/requestContext";
import { discoveryPaths } from "../../../trust/discovery/discoveryDocument";
import { readKeySet } from "../../../trust/discovery/readKeySet";
import { signingAlgorithms } from "../../../trust/discovery/signingAlgorithms";
import { isObject } from "../../../trust/policy/readElements";
import { getDocument } from "../../probe/getDocument";
import type { Network, ProbeLimits } from "../../probe/network";
import { CommandError } from "../../terminal";

/** What a job shows at AWS. */
export interface TokenToExplain {
    claims: Claims;
    /** The token itself, for its signature; absent where only the claims are given. Secret: never printed. */
    text?: string;
}

/** Where a token or its claims are to be found; exactly one. */
interface TokenPlace {
    /** A file, or `-` for standard input. */
    file?: string;
    /** The name of an environment variable. */
    variable?: string;
    /** A file of claims, or `-`. */
    claimsFile?: string;
}

const howTo = "Give --token FILE (or - for standard input), --token-variable NAME, or --claims FILE.";

/**
 * Reads a token or its claims. Without a place it is the file of AWS_WEB_IDENTITY_TOKEN_FILE. Throws CommandError where
 * there is nothing, too much, or no token; no message repeats a character of what was read.
 */
export function readToken(
    { file, variable, claimsFile }: TokenPlace,
    environment: Readonly<Record<string, string | undefined>>,
): TokenToExplain {
    const given = [file, variable, claimsFile].filter((one) => one !== undefined).length;
    if (given > 1) throw new CommandError("The token is given more than once.", howTo);
    if (claimsFile !== undefined) {
        const claims = parseObject(readText(claimsFile));
        if (claims === undefined) throw new CommandError(`${claimsFile} contains no JSON object of claims.`);
        return { claims };
    }
    if (variable !== undefined) {
        const text = environment[variable];
        if (text === undefined || text === "")
            throw new CommandError(
                `The environment variable ${variable} is not set.`,
                "Name it under id_tokens in the job. GitLab leaves it out where the instance has no signing key.",
            );
        return tokenOf(text, `The environment variable ${variable}`);
    }
    const path = file ?? environment["AWS_WEB_IDENTITY_TOKEN_FILE"];
    if (path === undefined || path === "") throw new CommandError("There is no token to explain.", howTo);
    return tokenOf(readText(path), path === "-" ? "Standard input" : path);
}

function tokenOf(content: string, place: string): TokenToExplain {
    const text = content.trim();
    try {
        return { claims: decodeJwt(text), text };
    } catch {
        // The library's message is dropped: it may quote what it read.
        throw new CommandError(
            `${place} contains no ID token: three parts of base64url, joined by dots.`,
            "Use what id_tokens put into the job, unchanged. For claims as JSON use --claims FILE.",
        );
    }
}

function parseObject(text: string): Claims | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

function readText(file: string): string {
    try {
        return readFileSync(file === "-" ? 0 : file, "utf8");
    } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unknown";
        throw new CommandError(`${file === "-" ? "Standard input" : file} could not be read: ${code}.`);
    }
}

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
                ? `the token's header names an algorithm that STS does not accept; it accepts ${signingAlgorithms.join(", ")}`
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
