import { failing, passing } from "./exampleResources";
import { exampleKeys, keysKey, object } from "./mirrorResources";
import type { PolicyExample } from "./policyExample";

const [key] = exampleKeys.keys;
const keys = (...list: object[]) => object("keys", { key: keysKey, content: JSON.stringify({ keys: list }) });
// Not a key: the members alone are what is judged.
const privateMembers = { d: "not-a-real-private-exponent", p: "not-a-real-prime" };

/** Cases of `discovery-public-keys-only`. */
export const discoveryPublicKeysOnlyExamples: PolicyExample[] = [
    passing("the instance's public keys", keys({ ...key })),
    passing("an old and a new key", keys({ ...key }, { ...key, kid: "old", exp: 1_900_000_000 })),
    passing("an object that holds no keys", object("notes", { key: "notes.txt", content: "hello" })),
    passing(
        "another service's keys, in forms that only STS does not take",
        object("jwks", { key: "openid/v1/jwks", content: JSON.stringify({ keys: [{ ...key, kid: "" }] }) }),
    ),
    failing("private members", keys({ ...key, ...privateMembers })),
    failing(
        "a private key as PEM",
        object("keys", {
            key: keysKey,
            content: "-----BEGIN RSA PRIVATE KEY-----\n(left out)\n-----END RSA PRIVATE KEY-----",
        }),
    ),
    failing(
        "another service's private keys",
        object("jwks", {
            key: "openid/v1/jwks",
            content: JSON.stringify({ keys: [{ ...key, ...privateMembers }] }),
        }),
    ),
    failing("no key", keys()),
    failing("two keys of one id", keys({ ...key }, { ...key })),
    failing("an algorithm that STS refuses", keys({ ...key, alg: "PS256" })),
    failing("a key of another type", keys({ kty: "OKP", crv: "Ed25519", x: "x", kid: "a" })),
    failing("something that is no key set", object("keys", { key: keysKey, content: "<html></html>" })),
];
