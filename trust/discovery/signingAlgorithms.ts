/** A type of keys that STS verifies ID tokens with. */
export interface SigningKeyType {
    /** The key's `kty`. */
    kty: "RSA" | "EC";
    /** For an elliptic curve the key's `crv`. */
    crv?: "P-256" | "P-384" | "P-521";
    /** What the key may sign with; with a curve exactly one. */
    algorithms: readonly string[];
    /** The bytes of each coordinate on the curve. */
    coordinateBytes?: number;
}

/**
 * The keys and algorithms that STS takes.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html ("Prerequisites"); the
 * curve of each algorithm is that of RFC 7518, section 3.4. Read 2026-11.
 */
export const signingKeyTypes: readonly SigningKeyType[] = [
    { kty: "RSA", algorithms: ["RS256", "RS384", "RS512"] },
    { kty: "EC", crv: "P-256", algorithms: ["ES256"], coordinateBytes: 32 },
    { kty: "EC", crv: "P-384", algorithms: ["ES384"], coordinateBytes: 48 },
    { kty: "EC", crv: "P-521", algorithms: ["ES512"], coordinateBytes: 66 },
];

/** Every algorithm that STS takes, in the order of AWS's page. */
export const signingAlgorithms: readonly string[] = signingKeyTypes.flatMap(({ algorithms }) => algorithms);
