import type { KeySet } from "./keySet";
import { signingAlgorithms, signingKeyTypes } from "./signingAlgorithms";

/** Where an instance, and a mirror, serve the two documents: paths below the issuer, and keys of the mirror's bucket. */
export const discoveryPaths = {
    document: ".well-known/openid-configuration",
    keys: "oauth/discovery/keys",
} as const;

/**
 * How the mirror's two documents are served. STS caches keys when it may (https://gitlab.com/gitlab-org/gitlab/-/merge_requests/138405);
 * five minutes are what a new key can take to be seen everywhere.
 */
export const discoveryHeaders = {
    contentType: "application/json",
    cacheControl: "public, max-age=300",
} as const;

/** An OpenID discovery document as a mirror serves it: what a verifier of ID tokens needs, and nothing else. */
export interface DiscoveryDocument {
    issuer: string;
    jwks_uri: string;
    /** Of the instance itself: nobody signs in at a mirror, but the member is required. */
    authorization_endpoint: string;
    response_types_supported: string[];
    subject_types_supported: string[];
    id_token_signing_alg_values_supported: string[];
    claims_supported: string[];
}

/** What AWS asks to be named, with the other registered claims of a CI job's token. */
const claims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/**
 * The document of a mirror. Members that OpenID Connect Discovery 1.0 (section 3) requires are there, and those that AWS
 * asks for: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html.
 */
export function discoveryDocument({
    issuer,
    instanceUrl,
    authorizationEndpoint = `${instanceUrl}/oauth/authorize`,
    keySet,
}: {
    /** The mirror's URL, as the tokens will spell it. */
    issuer: string;
    /** The instance's own address. */
    instanceUrl: string;
    /** Default: where GitLab has it. */
    authorizationEndpoint?: string;
    keySet: KeySet;
}): DiscoveryDocument {
    return {
        issuer,
        jwks_uri: `${issuer}/${discoveryPaths.keys}`,
        authorization_endpoint: authorizationEndpoint,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: algorithmsOf(keySet),
        claims_supported: claims,
    };
}

/** A document as it is published. */
export function discoveryDocumentText(document: DiscoveryDocument): string {
    return `${JSON.stringify(document, null, 2)}\n`;
}

/** The algorithms of a set's keys; of a key without `alg` all that its type allows. In AWS's order. */
export function algorithmsOf({ keys }: KeySet): string[] {
    const used = new Set(
        keys.flatMap(({ kty, crv, alg }) =>
            alg === undefined
                ? signingKeyTypes
                      .filter((type) => type.kty === kty && type.crv === crv)
                      .flatMap(({ algorithms }) => algorithms)
                : [alg],
        ),
    );
    return signingAlgorithms.filter((algorithm) => used.has(algorithm));
}
