import assert from "node:assert/strict";
import fc from "fast-check";
import { discoveryDocumentText } from "../../../trust/mirror/discoveryDocument";
import {
    readInstanceDocument,
    rewriteDiscoveryDocument,
} from "../../../trust/mirror/rewriteDiscoveryDocument";
import { readMirroredDocument } from "../../../trust/mirror/documentProblems";
import { signingAlgorithms } from "../../../trust/mirror/keySet";
import { propertyRuns } from "../../propertyRuns";
import { keySet, someKey } from "./keyArbitraries";

const instanceUrl = "https://gitlab.internal.example.com";
const issuer = "https://acme-oidc.s3.eu-north-1.amazonaws.com";
const served = {
    issuer: instanceUrl,
    authorization_endpoint: `${instanceUrl}/oauth/authorize`,
    token_endpoint: `${instanceUrl}/oauth/token`,
    jwks_uri: `${instanceUrl}/oauth/discovery/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["iss", "sub", "aud", "exp", "iat", "email"],
};
const set = { keys: [someKey("one")] };

describe("rewriteDiscoveryDocument", () => {
    it("gives what AWS asks for, with issuer and keys of the mirror", () => {
        assert.deepEqual(
            rewriteDiscoveryDocument(JSON.stringify(served), { instanceUrl, issuer, keySet: set }),
            {
                document: {
                    issuer,
                    jwks_uri: `${issuer}/oauth/discovery/keys`,
                    authorization_endpoint: `${instanceUrl}/oauth/authorize`,
                    response_types_supported: ["id_token"],
                    subject_types_supported: ["public"],
                    id_token_signing_alg_values_supported: ["RS256"],
                    claims_supported: ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"],
                },
                problems: [],
            },
        );
    });

    const wrong: [string, unknown, string[]][] = [
        ["another instance's document", { ...served, issuer: "https://gitlab.com" }, ["issuer"]],
        ["an issuer with a slash", { ...served, issuer: `${instanceUrl}/` }, ["issuer"]],
        ["an instance on http", { ...served, issuer: "http://gitlab.internal.example.com" }, ["issuer"]],
        [
            "keys on another host",
            { ...served, jwks_uri: "https://evil.example.com/oauth/discovery/keys" },
            ["jwks_uri"],
        ],
        [
            "keys behind a user name",
            { ...served, jwks_uri: `https://gitlab.internal.example.com@evil.example.com/k` },
            ["jwks_uri"],
        ],
        ["keys on http", { ...served, jwks_uri: served.jwks_uri.replace("https", "http") }, ["jwks_uri"]],
        ["a web page", "<html>Sign in</html>", [""]],
        ["a list", [served], [""]],
        ["nothing", "", [""]],
    ];
    for (const [what, document, paths] of wrong) {
        it(`refuses ${what}`, () => {
            const { document: made, problems } = rewriteDiscoveryDocument(document, {
                instanceUrl,
                issuer,
                keySet: set,
            });
            assert.equal(made, undefined);
            assert.deepEqual(
                problems.map(({ path }) => path),
                paths,
            );
        });
    }

    it("takes an instance below a path and on a port", () => {
        const url = "https://gitlab.internal.example.com:8443/gitlab";
        const document = { ...served, issuer: url, jwks_uri: `${url}/oauth/discovery/keys` };
        assert.equal(readInstanceDocument(document, url).instance?.jwksUri, document.jwks_uri);
    });

    it("makes of any valid document and key set a valid and consistent one, and lets nothing else out", () => {
        const host = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,5}){1,2}$/);
        const secret = fc.stringMatching(/^private-[a-z0-9]{12}$/);
        const extras = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), fc.oneof(secret, fc.array(secret)));
        fc.assert(
            fc.property(
                host,
                host,
                keySet,
                extras,
                secret,
                (instanceHost, mirrorHost, keys, more, hidden) => {
                    fc.pre(instanceHost !== mirrorHost);
                    const instance = `https://${instanceHost}`;
                    const mirror = `https://${mirrorHost}`;
                    const given = {
                        ...more,
                        issuer: instance,
                        jwks_uri: `${instance}/oauth/discovery/keys?${hidden}`,
                        token_endpoint: `${instance}/${hidden}`,
                        response_types_supported: ["code"],
                        claims_supported: [hidden],
                    };
                    const { document, problems } = rewriteDiscoveryDocument(given, {
                        instanceUrl: instance,
                        issuer: mirror,
                        keySet: keys,
                    });
                    assert.deepEqual(problems, []);
                    assert.ok(document);
                    const text = discoveryDocumentText(document);
                    assert.deepEqual(readMirroredDocument(text, mirror), {
                        problems: [],
                        keysPath: "oauth/discovery/keys",
                    });
                    assert.ok(!text.includes("private-"));
                    const algorithms = document.id_token_signing_alg_values_supported;
                    assert.ok(
                        algorithms.length > 0 && algorithms.every((each) => signingAlgorithms.includes(each)),
                    );
                    for (const { alg } of keys.keys) assert.ok(alg !== undefined && algorithms.includes(alg));
                },
            ),
            { numRuns: propertyRuns(100) },
        );
    });
});

describe("readMirroredDocument", () => {
    const { document } = rewriteDiscoveryDocument(served, { instanceUrl, issuer, keySet: set });
    const cases: [string, object, string][] = [
        ["the instance's own issuer", { issuer: instanceUrl }, "issuer-differs"],
        ["an issuer with a slash", { issuer: `${issuer}/` }, "issuer-differs"],
        ["keys elsewhere", { jwks_uri: "https://keys.example.com/jwks" }, "keys-elsewhere"],
        [
            "keys on a host that only begins alike",
            { jwks_uri: `${issuer}.example.com/jwks` },
            "keys-elsewhere",
        ],
        [
            "keys by http",
            { jwks_uri: `${issuer.replace("https", "http")}/oauth/discovery/keys` },
            "keys-not-https",
        ],
        ["no address of the keys", { jwks_uri: undefined }, "keys-missing"],
        ["no subject types", { subject_types_supported: undefined }, "member-missing"],
        ["no algorithm of STS", { id_token_signing_alg_values_supported: ["PS256"] }, "no-usable-algorithm"],
    ];
    for (const [what, change, code] of cases) {
        it(`finds ${what}`, () => {
            const { problems } = readMirroredDocument(JSON.stringify({ ...document, ...change }), issuer);
            assert.deepEqual(
                problems.map((problem) => problem.code),
                [code],
            );
        });
    }

    it("takes other keys of the bucket, as foreign mirrors have them", () => {
        const reading = readMirroredDocument({ ...document, jwks_uri: `${issuer}/keys.json` }, issuer);
        assert.deepEqual(reading, { problems: [], keysPath: "keys.json" });
    });
});
