import type { Problem } from "../problem";

/** One public key, with nothing but what is needed to verify a signature. RFC 7517 and RFC 7518, section 6. */
export interface PublicKey {
    kty: "RSA" | "EC";
    /** The key's id, as the header of a token names it. Unique in its set. */
    kid: string;
    use?: "sig";
    alg?: string;
    /** RSA: modulus and exponent, base64url. */
    n?: string;
    e?: string;
    /** Elliptic curve: its name and the point's coordinates, base64url. */
    crv?: string;
    x?: string;
    y?: string;
    /**
     * When a key that the instance no longer publishes is to be left out, in seconds since 1970. It travels in the
     * published set itself, so whoever syncs next knows it, and no other place has to be kept. The member is registered
     * by OpenID Federation 1.0 (section 8.7); verifiers ignore members that they do not know (RFC 7517, section 4).
     */
    exp?: number;
    /**
     * When a key was announced that the instance has not published yet, in seconds since 1970. It stays in the mirror until
     * the instance has published it once; then the member goes. It lies in the past, so a verifier that does read it takes
     * the key. Registered, and kept in the set itself, as `exp` is.
     */
    nbf?: number;
}

/** A JWKS: the public keys that an issuer's tokens are signed with. */
export interface KeySet {
    /** 1 to 100 of each type. */
    keys: PublicKey[];
}

const memberOrder = ["kty", "kid", "use", "alg", "n", "e", "crv", "x", "y", "exp", "nbf"] as const;

/** A key set as it is published: JSON with the members in one order, and a line break at the end. Equal sets have equal texts. */
export function keySetText({ keys }: KeySet): string {
    const ordered = keys.map((key) =>
        Object.fromEntries(
            memberOrder.flatMap((name) => (key[name] === undefined ? [] : [[name, key[name]]])),
        ),
    );
    return `${JSON.stringify({ keys: ordered }, null, 2)}\n`;
}

/** Whether two keys are one: the same type and the same public numbers. Ids and hints do not count. */
export function isSameKey(left: PublicKey, right: PublicKey): boolean {
    return (["kty", "n", "e", "crv", "x", "y"] as const).every((name) => left[name] === right[name]);
}

/** Whether a mirrored key was announced and not yet published by the instance. */
export function isComing({ nbf, exp }: PublicKey): boolean {
    return nbf !== undefined && exp === undefined;
}

/** What can be wrong with a JWKS. Stable names. */
export type KeySetProblemCode =
    | "private-member"
    | "private-key-text"
    | "not-json"
    | "duplicate-member"
    | "not-a-key-set"
    | "no-key"
    | "too-many-keys"
    | "missing-kid"
    | "unprintable-kid"
    | "duplicate-kid"
    | "unsupported-type"
    | "unsupported-algorithm"
    | "not-for-signing"
    | "malformed-key"
    | "weak-key";

/** One thing that is wrong with a JWKS; the path is a JSON path in it. It never holds a value that could be secret. */
export interface KeySetProblem extends Problem {
    code: KeySetProblemCode;
}

/** Whether a problem means that a secret is about to be published, or was. */
export function isPrivateKeyProblem({ code }: KeySetProblem): boolean {
    return code === "private-member" || code === "private-key-text";
}

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
