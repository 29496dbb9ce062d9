import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { type KeySetProblemCode, isPrivateKeyProblem, keySetText } from "../../../trust/mirror/keySet";
import { readKeySet } from "../../../trust/mirror/readKeySet";
import { propertyRuns } from "../../propertyRuns";
import { keySet, someKey } from "./keyArbitraries";

const key = someKey("one");
const codes = (document: unknown) => readKeySet(document).problems.map(({ code, path }) => [code, path]);

describe("readKeySet", () => {
    it("takes what an instance serves, and passes on nothing but public members", () => {
        const served = { keys: [{ ...key, x5t: "abc", internal: "10.0.0.1" }], cluster: "internal" };
        assert.deepEqual(readKeySet(JSON.stringify(served)), { keySet: { keys: [key] }, problems: [] });
    });

    it("takes a key that node made", () => {
        const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
        const keys = [
            { ...publicKey.export({ format: "jwk" }), kid: "rsa" },
            { ...ec.export({ format: "jwk" }), kid: "ec", use: "sig" },
        ];
        assert.deepEqual(readKeySet({ keys }).keySet?.keys, keys);
    });

    const wrong: [string, unknown, [KeySetProblemCode, string][]][] = [
        ["no key", { keys: [] }, [["no-key", "keys"]]],
        ["no list", { keys: {} }, [["not-a-key-set", ""]]],
        ["one key without its set", key, [["not-a-key-set", ""]]],
        ["an empty text", "", [["not-json", ""]]],
        ["a web page", "<!DOCTYPE html><html></html>", [["not-json", ""]]],
        ["a truncated text", keySetText({ keys: [key] }).slice(0, -20), [["not-json", ""]]],
        ["a name twice", `{"keys":[],"keys":[${JSON.stringify(key)}]}`, [["duplicate-member", "keys"]]],
        ["two keys of one id", { keys: [key, someKey("one", 2)] }, [["duplicate-kid", "keys[1].kid"]]],
        [
            "an escape sequence in an id",
            { keys: [{ ...key, kid: "a\u001b[31mb" }] },
            [["unprintable-kid", "keys[0].kid"]],
        ],
        [
            "a C1 control in an id",
            { keys: [{ ...key, kid: "a\u009b31m" }] },
            [["unprintable-kid", "keys[0].kid"]],
        ],
        [
            "a bidi mark in an id",
            { keys: [{ ...key, kid: "a\u202eb" }] },
            [["unprintable-kid", "keys[0].kid"]],
        ],
        [
            "an announcement without a time",
            { keys: [{ ...key, nbf: "soon" }] },
            [["malformed-key", "keys[0].nbf"]],
        ],
        ["no id", { keys: [{ ...key, kid: undefined }] }, [["missing-kid", "keys[0].kid"]]],
        [
            "an Edwards curve",
            { keys: [{ kty: "OKP", crv: "Ed25519", x: "a", kid: "k" }] },
            [["unsupported-type", "keys[0].kty"]],
        ],
        [
            "a curve of Bitcoin",
            { keys: [{ kty: "EC", crv: "secp256k1", x: "a", y: "b", kid: "k" }] },
            [["unsupported-type", "keys[0].crv"]],
        ],
        ["RSASSA-PSS", { keys: [{ ...key, alg: "PS256" }] }, [["unsupported-algorithm", "keys[0].alg"]]],
        [
            "an algorithm of another type",
            { keys: [{ ...key, alg: "ES256" }] },
            [["unsupported-algorithm", "keys[0].alg"]],
        ],
        ["an encryption key", { keys: [{ ...key, use: "enc" }] }, [["not-for-signing", "keys[0].use"]]],
        [
            "1024 bits",
            { keys: [{ ...key, n: Buffer.alloc(128, 255).toString("base64url") }] },
            [["weak-key", "keys[0].n"]],
        ],
        ["the exponent 1", { keys: [{ ...key, e: "AQ" }] }, [["malformed-key", "keys[0].e"]]],
        [
            "a modulus with padding",
            { keys: [{ ...key, n: `${key.n ?? ""}==` }] },
            [["malformed-key", "keys[0].n"]],
        ],
        ["a time in words", { keys: [{ ...key, exp: "tomorrow" }] }, [["malformed-key", "keys[0].exp"]]],
        [
            "101 keys of one type",
            { keys: Array.from({ length: 101 }, (_, index) => someKey(String(index))) },
            [["too-many-keys", "keys"]],
        ],
    ];
    for (const [what, document, expected] of wrong) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(codes(document), expected);
            assert.equal(readKeySet(document).keySet, undefined);
        });
    }

    it("takes 100 keys of each type", () => {
        const rsa = Array.from({ length: 100 }, (_, index) => someKey(String(index)));
        assert.equal(readKeySet({ keys: rsa }).keySet?.keys.length, 100);
    });

    describe("on a private key", () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const jwk = privateKey.export({ format: "jwk" });
        const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
        const secrets: [string, unknown][] = [
            ["as a JWK", { keys: [{ ...jwk, kid: "k" }] }],
            ["as a JWK beside a good key", { keys: [key, { ...jwk, kid: "k" }] }],
            ["as a symmetric key", { keys: [{ kty: "oct", k: "c2VjcmV0LXNlY3JldC1zZWNyZXQ", kid: "k" }] }],
            ["as PEM", pem],
            ["as the PEM of PKCS #1", privateKey.export({ format: "pem", type: "pkcs1" }).toString()],
            ["as PEM in a member", { keys: [{ ...key, pem }] }],
            ["as PEM in base64", { keys: [key], backup: Buffer.from(pem).toString("base64") }],
            [
                "as PEM in base64 behind something",
                { keys: [key], backup: Buffer.from(`  ${pem}`).toString("base64") },
            ],
            ["deep inside", { keys: [key], meta: { old: [{ jwk }] } }],
            ["in broken JSON", JSON.stringify({ keys: [jwk] }).slice(0, -1)],
        ];
        for (const [what, document] of secrets) {
            it(`${what}: refuses loudly and never quotes it`, () => {
                for (const given of [
                    document,
                    typeof document === "string" ? document : JSON.stringify(document),
                ]) {
                    const { keySet: read, problems } = readKeySet(given);
                    assert.equal(read, undefined);
                    assert.ok(problems.length > 0 && problems.every(isPrivateKeyProblem));
                    const shown = JSON.stringify(problems);
                    assert.match(shown, /PRIVATE key/);
                    for (const secret of [
                        jwk.d,
                        jwk.p,
                        jwk.q,
                        "c2VjcmV0LXNlY3JldC1zZWNyZXQ",
                        pem.split("\n")[1],
                    ]) {
                        assert.ok(secret !== undefined && !shown.includes(secret.slice(0, 16)));
                    }
                }
            });
        }
    });

    it("reads back what it has written, for any valid set", () => {
        fc.assert(
            fc.property(keySet, (set) => {
                assert.deepEqual(readKeySet(keySetText(set)), { keySet: set, problems: [] });
            }),
            { numRuns: propertyRuns(100) },
        );
    });

    it("gives a set of public members or problems for whatever it is given, and no exception", () => {
        fc.assert(
            fc.property(fc.oneof(fc.json(), fc.string(), fc.anything()), (document) => {
                const { keySet: read, problems } = readKeySet(document);
                assert.equal(read === undefined, problems.length > 0);
            }),
            { numRuns: propertyRuns(300) },
        );
    });
});
