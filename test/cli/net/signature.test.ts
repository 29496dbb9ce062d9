import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { checkSignature } from "../../../cli/net";
import { authority, discovery, host, issuer, json, limits, serveInstance } from "./fakeInstance";

describe("a token's signature", () => {
    let pair: Awaited<ReturnType<typeof generateKeyPair>>;
    before(async () => (pair = await generateKeyPair("RS256")));
    const signed = async () => {
        const { publicKey, privateKey } = pair;
        const key = { ...(await exportJWK(publicKey)), kid: "ci", use: "sig", alg: "RS256" };
        const token = await new SignJWT({ sub: "project_path:g/p:ref_type:branch:ref:main" })
            .setProtectedHeader({ alg: "RS256", kid: "ci", typ: "JWT" })
            .setIssuer(issuer)
            .sign(privateKey);
        return { key, token };
    };
    const checked = async (token: string, instance: Parameters<typeof serveInstance>[0]) => {
        const served = await serveInstance(instance);
        try {
            return await checkSignature(token, issuer, {
                route: served.route,
                limits,
                authorities: authority.root.pem,
            });
        } finally {
            await served.stop();
        }
    };

    it("is genuine with the issuer's key", async () => {
        const { key, token } = await signed();
        const { outcome, why } = await checked(token, { keys: json({ keys: [key] }) });
        assert.equal(outcome, "genuine");
        assert.match(why, /key ci of https:\/\/gitlab\.example\.com\/oauth\/discovery\/keys/);
    });

    it("is refused where the payload was changed", async () => {
        const { key, token } = await signed();
        const [header = "", , signature = ""] = token.split(".");
        const forged = [header, Buffer.from('{"sub":"x"}').toString("base64url"), signature].join(".");
        const { outcome, error } = await checked(forged, { keys: json({ keys: [key] }) });
        assert.deepEqual([outcome, error?.code], ["refused", "InvalidIdentityToken"]);
    });

    it("is refused where no key has the id of the header: a stale mirror", async () => {
        const { token } = await signed();
        const { key } = await signed();
        const { outcome, why } = await checked(token, { keys: json({ keys: [{ ...key, kid: "old" }] }) });
        assert.equal(outcome, "refused");
        assert.match(why, /no key at .* has the id "ci"/);
    });

    it("is refused with alg none", async () => {
        const { key } = await signed();
        const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
        const { outcome } = await checked(`${part({ alg: "none", kid: "ci" })}.${part({})}.`, {
            keys: json({ keys: [key] }),
        });
        assert.equal(outcome, "refused");
    });

    it("stays unchecked where the keys cannot be had from here", async () => {
        const { token } = await signed();
        const answer = await checked(token, { document: (request) => request.socket.destroy() });
        assert.equal(answer.outcome, "unchecked");
        assert.equal((await checked(token, { keys: () => undefined })).outcome, "unchecked");
    });

    it("is checked only with a certificate that a known CA signed", async () => {
        const { key, token } = await signed();
        await using served = await serveInstance({ keys: json({ keys: [key] }) });
        const { outcome } = await checkSignature(token, issuer, { route: served.route, limits });
        assert.equal(outcome, "unchecked");
        assert.deepEqual(served.asked, []);
    });

    const elsewhere = json({ ...discovery, jwks_uri: "https://internal.example.com/keys" });
    const refused: [what: string, instance: Parameters<typeof serveInstance>[0]][] = [
        ["an issuer with a private address", { addresses: ["10.1.2.3"] }],
        ["an issuer on loopback", { addresses: ["127.0.0.1"] }],
        ["one private address of several", { addresses: ["198.51.100.7", "169.254.169.254"] }],
        [
            "keys at a private address",
            { document: elsewhere, others: { "internal.example.com": ["10.0.0.8"] } },
        ],
        ["keys at an address", { document: json({ ...discovery, jwks_uri: "https://127.0.0.1/keys" }) }],
        ["keys at an IPv6 address", { document: json({ ...discovery, jwks_uri: "https://[::1]/keys" }) }],
    ];
    for (const [what, instance] of refused) {
        it(`does not contact ${what}, unless a flag allows it`, async () => {
            const { key, token } = await signed();
            await using served = await serveInstance({ keys: json({ keys: [key] }), ...instance });
            const how = { limits, authorities: authority.root.pem };
            const { outcome, why } = await checkSignature(token, issuer, { ...how, route: served.route });
            assert.equal(outcome, "unchecked");
            assert.match(why, /--allow-private-addresses/);
            assert.ok(served.connected.every((address) => address === "198.51.100.7"));
            const before = served.connected.length;
            await checkSignature(token, issuer, {
                ...how,
                route: { ...served.route, allowPrivateAddresses: true },
            });
            assert.ok(served.connected.length > before + (instance?.document === undefined ? 0 : 1));
        });
    }

    it("checks the address that it connects to: a second answer of the name server is not asked for", async () => {
        const { key, token } = await signed();
        let questions = 0;
        const rebinding = () => (++questions % 2 === 1 ? ["198.51.100.7"] : ["127.0.0.1"]);
        await using served = await serveInstance({ keys: json({ keys: [key] }), addresses: rebinding });
        const { outcome } = await checkSignature(token, issuer, {
            route: served.route,
            limits,
            authorities: authority.root.pem,
        });
        // The document's question got the public address, the keys' question the private one.
        assert.deepEqual([outcome, questions, served.connected], ["unchecked", 2, ["198.51.100.7"]]);
    });

    it("does not follow a redirect into a private network", async () => {
        const { token } = await signed();
        await using served = await serveInstance({
            keys: (_, response) => {
                response.writeHead(302, { location: `https://${host}/elsewhere` });
                response.end();
            },
        });
        const { outcome } = await checkSignature(token, issuer, {
            route: served.route,
            limits,
            authorities: authority.root.pem,
        });
        assert.equal(outcome, "unchecked");
        assert.deepEqual(served.asked, ["/.well-known/openid-configuration", "/oauth/discovery/keys"]);
    });
});
