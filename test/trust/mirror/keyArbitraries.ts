import fc from "fast-check";
import type { PublicKey } from "../../../trust/mirror/keySet";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const base64url = (data: Uint8Array) => Buffer.from(data).toString("base64url");

/** A public RSA key of 2048 bits in form; nobody has its private half. */
export const rsaKey: fc.Arbitrary<PublicKey> = fc
    .record({
        kid: fc.string({ minLength: 1 }),
        modulus: bytes(256),
        alg: fc.constantFrom("RS256", "RS384", "RS512"),
    })
    .map(({ kid, modulus, alg }) => {
        const n = Uint8Array.from(modulus);
        n[0] = (n[0] ?? 0) | 0x80;
        return { kty: "RSA" as const, kid, use: "sig" as const, alg, n: base64url(n), e: "AQAB" };
    });

/** A public key on a curve, in form. */
export const ecKey: fc.Arbitrary<PublicKey> = fc
    .record({
        kid: fc.string({ minLength: 1 }),
        curve: fc.constantFrom(["P-256", "ES256", 32], ["P-384", "ES384", 48], ["P-521", "ES512", 66]),
    })
    .chain(({ kid, curve: [crv, alg, length] }) =>
        fc.tuple(bytes(length), bytes(length)).map(([x, y]) => ({
            kty: "EC" as const,
            kid,
            alg,
            crv,
            x: base64url(x),
            y: base64url(y),
        })),
    );

/** A set of one to six keys with ids of their own. */
export const keySet = fc
    .uniqueArray(fc.oneof(rsaKey, ecKey), { minLength: 1, maxLength: 6, selector: ({ kid }) => kid })
    .map((keys) => ({ keys }));

/** One fixed key with an id, for tables; `seed` makes it another key. */
export function someKey(kid: string, seed = 1): PublicKey {
    const modulus = Buffer.alloc(256, seed);
    modulus[0] = 0x80 | seed;
    return { kty: "RSA", kid, use: "sig", alg: "RS256", n: modulus.toString("base64url"), e: "AQAB" };
}
