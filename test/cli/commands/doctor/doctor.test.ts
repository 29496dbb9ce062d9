import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { judgeIssuer } from "../../../../cli/commands/doctor/judgeDocuments";
import { observeIssuer } from "../../../../cli/commands/doctor/observe";
import { makeCertificate } from "../../net/certificates";
import {
    authorities,
    authority,
    discovery,
    host,
    issuer,
    json,
    limits,
    rsaKey,
    serveInstance,
    slowly,
} from "../../net/fakeInstance";

const { root, intermediate, leaf, stranger } = authority;
const lone = makeCertificate({ name: host, hosts: [host] });
const privateRoot = makeCertificate({ name: "Example Private CA", isAuthority: true });
const privateLeaf = makeCertificate({ name: host, issuer: privateRoot, hosts: [host] });
const yesterday = new Date(Date.now() - 86_400_000);
const longAgo = new Date(Date.now() - 90 * 86_400_000);
const tomorrow = new Date(Date.now() + 86_400_000);
const expired = makeCertificate({
    name: host,
    issuer: intermediate,
    hosts: [host],
    from: longAgo,
    until: yesterday,
});
const early = makeCertificate({ name: host, issuer: intermediate, hosts: [host], from: tomorrow });
const soon = makeCertificate({
    name: host,
    issuer: intermediate,
    hosts: [host],
    from: longAgo,
    until: tomorrow,
});
const elsewhere = makeCertificate({
    name: "other.example.com",
    issuer: intermediate,
    hosts: ["other.example.com"],
});

const chainOf = (first: typeof leaf, ...rest: (typeof leaf)[]) => ({
    tls: { key: first.keyPem, cert: [first, ...rest].map(({ pem }) => pem).join("") },
});
const text = (status: number, body: string, headers: Record<string, string> = {}) => ({
    document: (_: unknown, response: ServerResponse) => {
        response.writeHead(status, headers);
        response.end(body);
    },
});
const cached = { "cache-control": "max-age=300" };
const compressed = (coding: string, body: Buffer) => ({
    document: (_: unknown, response: ServerResponse) => {
        response.writeHead(200, { "content-encoding": coding });
        response.end(body);
    },
});
const slow = (answer: ReturnType<typeof json>): ReturnType<typeof json> => {
    return (request, response) =>
        setTimeout(() => {
            answer(request, response);
        }, slowly);
};
const ecKey = {
    kty: "EC",
    kid: "ec",
    crv: "P-256",
    x: Buffer.alloc(32, 1).toString("base64url"),
    y: Buffer.alloc(32, 2).toString("base64url"),
};
const html = "<!DOCTYPE html><html><body>Sign in</body></html>";

type Instance = NonNullable<Parameters<typeof serveInstance>[0]>;

/** What an instance does, and the codes that are found: these, and nothing else. */
const cases: [what: string, instance: Instance, codes: string[]][] = [
    ["a correct chain", {}, []],
    ["a correct chain with its root", chainOf(leaf, intermediate, root), []],
    ["certificates in the wrong order", chainOf(leaf, root, intermediate), ["chain-order"]],
    ["a certificate twice", chainOf(leaf, intermediate, intermediate), ["chain-duplicate"]],
    ["the host's certificate twice", chainOf(leaf, leaf, intermediate), ["chain-duplicate"]],
    ["a certificate too many", chainOf(leaf, intermediate, stranger), ["chain-extra"]],
    ["no intermediate", chainOf(leaf), ["chain-incomplete"]],
    ["an expired certificate", chainOf(expired, intermediate), ["certificate-expired"]],
    ["a certificate of tomorrow", chainOf(early, intermediate), ["certificate-not-yet-valid"]],
    ["a certificate that expires tomorrow", chainOf(soon, intermediate), ["certificate-expires-soon"]],
    ["a certificate for another host", chainOf(elsewhere, intermediate), ["certificate-host"]],
    ["a self-signed certificate", chainOf(lone), ["self-signed"]],
    ["a private CA", chainOf(privateLeaf, privateRoot), ["private-ca"]],
    ["TLS 1.2 only", { tls: { maxVersion: "TLSv1.2" } }, []],
    ["TLS 1.3 only", { tls: { minVersion: "TLSv1.3" } }, ["tls13-only"]],
    [
        "TLS 1.3 only, in the wrong order",
        { tls: { ...chainOf(leaf, root, intermediate).tls, minVersion: "TLSv1.3" } },
        ["tls13-only", "chain-order"],
    ],
    [
        "TLS 1.1 only",
        { tls: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } },
        ["tls-failed"],
    ],
    ["a private address", { addresses: ["10.1.2.3"] }, ["host-private"]],
    ["no address", { addresses: [] }, ["host-not-found"]],
    ["keys that come late", { keys: slow(json({ keys: [rsaKey] })) }, ["keys-slow"]],
    ["keys that never come", { keys: () => undefined }, ["keys-slow"]],
    ["a document that comes late", { document: slow(json(discovery)) }, ["document-slow"]],
    ["403", text(403, "Forbidden"), ["document-status"]],
    ["404", text(404, html), ["document-status"]],
    ["HTML", text(200, html), ["document-html"]],
    ["a redirect", text(302, "", { location: `${issuer}/users/sign_in` }), ["document-redirect"]],
    ["no JSON", text(200, "ok"), ["document-not-json"]],
    ["a list", { document: json([discovery]) }, ["document-not-json"]],
    ["an endless answer", text(200, " ".repeat(200_000)), ["document-too-long"]],
    [
        "a connection that breaks off",
        { document: (request) => request.socket.destroy() },
        ["document-failed"],
    ],
    [
        "another issuer",
        { document: json({ ...discovery, issuer: "https://gitlab.internal.example.com" }) },
        ["document-issuer-differs"],
    ],
    ["an issuer with a slash", { document: json({ ...discovery, issuer: `${issuer}/` }) }, ["issuer-slash"]],
    [
        "keys by http",
        { document: json({ ...discovery, jwks_uri: `http://${host}/oauth/discovery/keys` }) },
        ["document-keys-not-https"],
    ],
    [
        "keys on a host that is not there",
        { document: json({ ...discovery, jwks_uri: "https://private.example.com/oauth/discovery/keys" }) },
        ["host-not-found", "document-keys-elsewhere"],
    ],
    ["no jwks_uri", { document: json({ ...discovery, jwks_uri: undefined }) }, ["document-keys-missing"]],
    [
        "a byte order mark before the document",
        text(200, `\ufeff${JSON.stringify(discovery)}`),
        ["document-byte-order-mark"],
    ],
    [
        "a byte order mark before the keys",
        { keys: text(200, `\ufeff${JSON.stringify({ keys: [rsaKey] })}`, cached).document },
        ["keys-byte-order-mark"],
    ],
    [
        "a compressed document that nobody asked for",
        compressed("gzip", gzipSync(JSON.stringify(discovery))),
        ["document-compressed"],
    ],
    [
        "a document in another compression",
        compressed("br", brotliCompressSync(JSON.stringify(discovery))),
        ["document-compressed"],
    ],
    [
        "a small document that decompresses to a large one",
        compressed("gzip", gzipSync(" ".repeat(5_000_000))),
        ["document-too-long"],
    ],
    [
        "keys at a private address that only the document names",
        {
            document: json({ ...discovery, jwks_uri: "https://vault.example.com/keys" }),
            others: { "vault.example.com": ["10.0.0.5"] },
        },
        ["host-private", "document-keys-elsewhere"],
    ],
    [
        "keys at the metadata address of the cloud",
        { document: json({ ...discovery, jwks_uri: "https://169.254.169.254/latest/meta-data" }) },
        ["host-private", "document-keys-elsewhere"],
    ],
    [
        "keys on another port of a private instance",
        {
            addresses: ["10.1.2.3"],
            document: json({ ...discovery, jwks_uri: `https://${host}:6379/keys` }),
        },
        ["host-private", "document-keys-elsewhere", "keys-failed"],
    ],
    ["keys that are HTML", { keys: text(200, html).document }, ["keys-html"]],
    ["keys that are 403", { keys: text(403, "").document }, ["keys-status"]],
    ["no key", { keys: json({ keys: [] }) }, ["keys-no-key"]],
    ["EC keys", { keys: json({ keys: [ecKey] }) }, ["keys-no-rsa"]],
    ["EC keys beside RSA keys", { keys: json({ keys: [ecKey, rsaKey] }) }, []],
    [
        "an EC key of another curve",
        { keys: json({ keys: [rsaKey, { ...ecKey, crv: "secp256k1" }] }) },
        ["keys-unsupported-type"],
    ],
    ["a private key", { keys: json({ keys: [{ ...rsaKey, d: "secret-marker" }] }) }, ["keys-private-member"]],
    ["a key twice", { keys: json({ keys: [rsaKey, rsaKey] }) }, ["keys-duplicate-kid"]],
    [
        "keys that may not be cached",
        { keys: json({ keys: [rsaKey] }, { "cache-control": "max-age=0, private, must-revalidate" }) },
        ["keys-not-cacheable"],
    ],
];

describe("doctor: what an instance does, and what is found", () => {
    cases.forEach(([what, instance, codes]) => {
        it(what, async () => {
            const served = await serveInstance(instance);
            try {
                const { route } = served;
                const seen = await observeIssuer(issuer, { route, limits, progress: () => undefined });
                const { findings } = judgeIssuer(seen, { authorities, now: Date.now(), limits });
                assert.deepEqual(
                    findings.map(({ code }) => code),
                    codes,
                    JSON.stringify(findings, null, 2),
                );
                for (const { message, fix, errors } of findings) {
                    assert.ok(message !== "" && fix !== "" && errors.length > 0);
                    assert.doesNotMatch(message + fix, /secret-marker/);
                }
            } finally {
                await served.stop();
            }
        });
    });
});

describe("doctor: addresses that only a document names", () => {
    const hidden = {
        document: json({ ...discovery, jwks_uri: "https://vault.example.com/keys" }),
        others: { "vault.example.com": ["10.0.0.5"] },
    };
    const observed = async (allowPrivateAddresses: boolean) => {
        await using served = await serveInstance(hidden);
        const route = { ...served.route, allowPrivateAddresses };
        const seen = await observeIssuer(issuer, { route, limits, progress: () => undefined });
        return { seen, served };
    };

    it("are not connected to", async () => {
        const { seen, served } = await observed(false);
        assert.equal(seen.keys, undefined);
        assert.ok(!served.connected.includes("10.0.0.5"));
    });

    it("are looked at where a flag allows it", async () => {
        const { seen, served } = await observed(true);
        assert.equal(seen.keys?.kind, "answer");
        assert.ok(served.connected.includes("10.0.0.5"));
    });

    it("are not reached by a name server that changes its answer", async () => {
        let questions = 0;
        // The host is resolved for the report, for two handshakes, for the document, and then for the keys.
        const addresses = () => (++questions <= 4 ? ["198.51.100.7"] : ["10.0.0.5"]);
        await using served = await serveInstance({ addresses });
        const seen = await observeIssuer(issuer, {
            route: served.route,
            limits,
            progress: () => undefined,
        });
        assert.equal(seen.document?.kind, "answer");
        assert.equal(seen.keys?.kind, "failure");
        assert.ok(!served.connected.includes("10.0.0.5"));
    });
});
