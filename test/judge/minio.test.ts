import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { SignJWT } from "jose";
import {
    type KeySet,
    discoveryDocument,
    discoveryDocumentText,
    discoveryHeaders,
    discoveryPaths,
    keySetText,
    mergeKeySets,
    readKeySet,
} from "../../trust/mirror";
import { installMinio, startMinio, type Minio } from "./minio";
import { orSkip } from "../tools/orSkip";

// Emulators of AWS verify no signature. MinIO does, and reads the mirror's two documents for it, as STS does.

const audience = "https://gitlab.internal.example.com";
const day = 86_400;

/** A key of the instance, with the set that the instance would publish if it were the only one. */
function newKey(kid: string): { kid: string; privateKey: KeyObject; published: KeySet } {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
    const { keySet, problems } = readKeySet({ keys: [jwk] });
    assert.ok(keySet, JSON.stringify(problems));
    return { kid, privateKey, published: keySet };
}

describe("a relying party that verifies signatures", function () {
    this.timeout(1_900_000);
    if (process.env.TEST_SCOPE !== "all") {
        it("reads the mirror's documents — not run here: it is compiled first (npm run test:all)");
        return;
    }
    let mirror: Server | undefined;
    let minio: Minio | undefined;
    let issuer: string;
    let served: KeySet;
    const [first, second, stranger] = [newKey("first"), newKey("second"), newKey("first")];

    before(async function () {
        const installed = orSkip(this, installMinio());
        served = first.published;
        mirror = createServer((request, response) => {
            const documents: Record<string, () => string> = {
                [`/${discoveryPaths.document}`]: () =>
                    discoveryDocumentText(
                        discoveryDocument({ issuer, instanceUrl: audience, keySet: served }),
                    ),
                [`/${discoveryPaths.keys}`]: () => keySetText(served),
            };
            const text = documents[request.url ?? ""]?.();
            response.writeHead(text === undefined ? 404 : 200, {
                "content-type": discoveryHeaders.contentType,
                "cache-control": discoveryHeaders.cacheControl,
            });
            response.end(text);
        }).listen(0, "127.0.0.1");
        await once(mirror, "listening");
        const address = mirror.address();
        issuer = `http://127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}`;
        minio = await startMinio(installed.program, `${issuer}/${discoveryPaths.document}`, audience);
    });

    after(async () => {
        await minio?.stop();
        mirror?.close();
    });

    const token = async ({ kid, privateKey }: Pick<typeof first, "kid" | "privateKey">, aud = audience) =>
        await new SignJWT({ sub: "project_path:acme/web:ref_type:branch:ref:main", policy: "readonly" })
            .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
            .setIssuer(issuer)
            .setAudience(aud)
            .setIssuedAt()
            .setNotBefore("-5s")
            .setExpirationTime("1h")
            .sign(privateKey);
    const shown = async (jwt: string) => {
        assert.ok(minio);
        return await minio.assumeRole(jwt);
    };
    const granted = async (jwt: string) => {
        const { status, body } = await shown(jwt);
        assert.equal(status, 200, body);
        assert.match(body, /<AccessKeyId>\S+<\/AccessKeyId>/);
    };
    const refused = async (jwt: string, reason: RegExp) => {
        const { status, body } = await shown(jwt);
        assert.ok(status >= 400 && status < 500, `${String(status)} ${body}`);
        assert.match(body, reason);
        assert.doesNotMatch(body, /AccessKeyId/);
    };

    it("gives credentials for a token that a mirrored key signed", async () => {
        await granted(await token(first));
    });

    it("refuses a token of another key under a mirrored id, and one whose claims were changed", async () => {
        await refused(await token(stranger), /verification error/);
        const [header = "", , signature = ""] = (await token(first)).split(".");
        const claims = { iss: issuer, aud: audience, sub: "x", policy: "consoleAdmin", exp: Date.now() };
        const changed = Buffer.from(JSON.stringify(claims)).toString("base64url");
        await refused([header, changed, signature].join("."), /verification error/);
    });

    it("refuses a token for another audience", async () => {
        await refused(
            await token(first, "https://gitlab.example.org"),
            /must match configured OpenID Client ID/,
        );
    });

    it("refuses a key that is not mirrored yet, and takes both after the rotation was synchronized", async () => {
        await refused(await token(second), /No public key found for kid second/);
        const { merged, problems } = mergeKeySets({
            mirrored: served,
            published: second.published,
            now: Math.floor(Date.now() / 1000),
            gracePeriod: day,
            acceptUnrelatedKeys: true,
        });
        assert.ok(merged, JSON.stringify(problems));
        served = merged.keySet;
        await granted(await token(second));
        await granted(await token(first));
        await refused(await token(stranger), /verification error/);
    });
});
