import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { checkSignature } from "../../../../cli/commands/explain/token";
import { issuer, json, limits, serveInstance } from "../../doctor/fakeInstance";

describe("a token's signature", () => {
    const signed = async () => {
        const { publicKey, privateKey } = await generateKeyPair("RS256");
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
            return await checkSignature(token, issuer, served.network, limits);
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
});
