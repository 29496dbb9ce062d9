import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import * as jose from "jose";
import * as openid from "openid-client";
import { bucketKeyStore } from "../../../cli/commands/discovery";
import { syncKeys } from "../../../cli/commands/discovery";
import { type KeySet, keySetText, readKeySet } from "../../../trust/mirror";
import { type Ministack, startMinistack } from "../../judge/ministack";
import { createPlanned } from "./createPlanned";
import { anonymousFetch, askAnonymously } from "./emulatedS3";
import { mirrorIssuer, planMirror, s3Mirror } from "./mirrorSpecimens";
import { orSkip } from "../../tools/orSkip";

const bucket = { bucket: "acme-gitlab-oidc", region: "eu-north-1" };
/** Seconds; shorter than what two clocks may differ by. */
const gracePeriod = 100;

/** A key of the instance, with what only the instance has of it. */
function instanceKey(kid: string): { kid: string; privateKey: KeyObject; keySet: KeySet } {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { keySet } = readKeySet({
        keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }],
    });
    assert.ok(keySet);
    return { kid, privateKey, keySet };
}

describe("the mirror as planned, at MiniStack", function () {
    this.timeout(300_000);
    const [user, oldCi, newCi] = [instanceKey("user"), instanceKey("old"), instanceKey("new")];
    const keysOf = (...keys: { keySet: KeySet }[]): KeySet => ({
        keys: keys.flatMap(({ keySet }) => keySet.keys),
    });
    const environment = { ...process.env };
    let ministack: Ministack | undefined;
    let client: S3Client;

    const ask = (path: string, method = "GET", scheme = "https") =>
        askAnonymously(
            ministack?.url ?? "",
            `${mirrorIssuer.replace("https", scheme)}${path}`,
            method,
            method === "PUT" ? "x" : "",
        );
    /** Verifies a token as a relying party does: from the issuer's URL alone, nothing kept from before. */
    const verify = async ({
        kid,
        privateKey,
    }: {
        kid: string;
        privateKey: KeyObject;
    }): Promise<jose.JWTPayload> => {
        const token = await new jose.SignJWT({ sub: "project_path:acme/web:ref_type:branch:ref:main" })
            .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
            .setIssuer(mirrorIssuer)
            .setAudience("https://gitlab.internal.example.com")
            .setIssuedAt()
            .setExpirationTime("5 min")
            .sign(privateKey);
        const fetching = anonymousFetch(ministack?.url ?? "");
        const document = await fetching(`${mirrorIssuer}/.well-known/openid-configuration`);
        const { jwks_uri: url } = (await document.json()) as { jwks_uri: string };
        const keys = jose.createRemoteJWKSet(new URL(url), { [jose.customFetch]: fetching });
        return (await jose.jwtVerify(token, keys, { issuer: mirrorIssuer })).payload;
    };
    const sync = (published: KeySet, now: number) =>
        syncKeys(bucketKeyStore(bucket), published, {
            gracePeriod,
            now,
            withdrawUpcoming: false,
            acceptUnrelatedKeys: false,
            dryRun: false,
        });

    before(async function () {
        ministack = orSkip(this, await startMinistack());
        Object.assign(process.env, {
            AWS_ENDPOINT_URL: ministack.url,
            AWS_ACCESS_KEY_ID: "test",
            AWS_SECRET_ACCESS_KEY: "test",
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        });
        client = new S3Client({ region: bucket.region });
        const { resources, errors } = await planMirror({
            ...s3Mirror,
            jwks: keySetText(keysOf(user, oldCi)),
        });
        assert.deepEqual(errors, []);
        await createPlanned(client, resources);
        await client.send(
            new PutObjectCommand({ Bucket: bucket.bucket, Key: "notes.txt", Body: "internal" }),
        );
    });
    after(async () => {
        for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
            Reflect.deleteProperty(process.env, name);
        }
        Object.assign(process.env, environment);
        await ministack?.stop();
    });

    for (const path of ["/.well-known/openid-configuration", "/oauth/discovery/keys"]) {
        it(`gives ${path} to anybody, as JSON that may be kept for a while`, async () => {
            const { status, headers, text } = await ask(path);
            assert.equal(status, 200);
            assert.equal(headers["content-type"], "application/json");
            assert.equal(headers["cache-control"], "public, max-age=300");
            assert.ok(JSON.parse(text));
        });

        for (const method of ["PUT", "DELETE"]) {
            it(`refuses everybody's ${method} of ${path}, and stays as it was`, async () => {
                const { text } = await ask(path);
                assert.equal((await ask(path, method)).status, 403);
                assert.equal((await ask(path)).text, text);
            });
        }
    }

    const refused: [string, string, string, string?][] = [
        ["any other object", "/notes.txt", "GET"],
        ["an object that is not there", "/nothing", "GET"],
        ["the list of objects", "/?list-type=2", "GET"],
        ["the list of versions", "/?versions", "GET"],
        ["a new object", "/new.txt", "PUT"],
        ["the bucket's policy", "/?policy", "GET"],
        ["another policy", "/?policy", "PUT"],
        ["another access list", "/oauth/discovery/keys?acl", "PUT"],
        ["a document without TLS", "/oauth/discovery/keys", "GET", "http"],
    ];
    for (const [what, path, method, scheme] of refused) {
        it(`refuses everybody ${what}`, async () => {
            assert.equal((await ask(path, method, scheme)).status, 403);
        });
    }

    it("is discovered by an OpenID client without complaint", async () => {
        const fetching = anonymousFetch(ministack?.url ?? "") as unknown as openid.CustomFetch;
        const config = await openid.discovery(new URL(mirrorIssuer), "client", undefined, undefined, {
            [openid.customFetch]: fetching,
        });
        assert.equal(config.serverMetadata().issuer, mirrorIssuer);
        assert.equal(config.serverMetadata().jwks_uri, `${mirrorIssuer}/oauth/discovery/keys`);
    });

    it("verifies a job's token through the mirror alone, and no stranger's", async () => {
        assert.equal((await verify(oldCi)).iss, mirrorIssuer);
        await assert.rejects(verify(newCi), { code: "ERR_JWKS_NO_MATCHING_KEY" });
        await assert.rejects(verify({ ...newCi, kid: "old" }), {
            code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        });
    });

    it("verifies tokens of both keys after a rotation, and of the new one alone after the grace period", async () => {
        const published = keysOf(user, newCi);
        // The emulator's clock is this machine's, and a sync compares the two.
        const start = Math.floor(Date.now() / 1000);
        const result = await sync(published, start);
        assert.deepEqual(result.added, ["new"]);
        assert.ok((await verify(oldCi)) && (await verify(newCi)));
        assert.equal((await ask("/oauth/discovery/keys")).headers["cache-control"], "public, max-age=300");
        assert.equal((await ask("/oauth/discovery/keys")).headers["content-type"], "application/json");
        assert.equal((await sync(published, start + gracePeriod - 1)).written, false);
        assert.deepEqual((await sync(published, start + gracePeriod)).removed, ["old"]);
        assert.ok(await verify(newCi));
        await assert.rejects(verify(oldCi), { code: "ERR_JWKS_NO_MATCHING_KEY" });
    });

    it("refuses the slower of two writers", async () => {
        const store = bucketKeyStore(bucket);
        const before = await store.read();
        await store.write(keySetText(keysOf(user, newCi, oldCi)), before);
        await assert.rejects(store.write(keySetText(keysOf(user)), before), /was modified concurrently/);
        await assert.rejects(store.write(keySetText(keysOf(user)), undefined), /was modified concurrently/);
        assert.equal((await store.read())?.text, keySetText(keysOf(user, newCi, oldCi)));
    });

    it("says what is missing where there is no bucket", async () => {
        const store = bucketKeyStore({ ...bucket, bucket: "acme-no-such-bucket" });
        await assert.rejects(store.read(), /NoSuchBucket/);
    });
});
