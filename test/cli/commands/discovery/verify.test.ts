import assert from "node:assert/strict";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { verifyMirror, verifyProvider } from "../../../../cli/commands/discovery/verify";
import { type KeySet, discoveryDocument } from "../../../../trust/mirror";
import { someKey } from "../../../trust/mirror/keyArbitraries";
import { makeCertificate } from "../../net/certificates";
import { ownAuthority } from "./privateGitlab";

const issuer = "https://acme-oidc.s3.eu-north-1.amazonaws.com";
const [user, ci, old] = [someKey("user"), someKey("ci", 2), someKey("old", 3)];
const published: KeySet = { keys: [user, ci] };
const now = 1_000_000;
const document = discoveryDocument({ issuer, instanceUrl: "https://gitlab.internal", keySet: published });
const headers = { "content-type": "application/json", "cache-control": "public, max-age=300" };

/** Serves a mirror at the issuer's own name and gives what verify finds: parts and values. */
async function drift(
    served: Record<string, unknown>,
    sent: Record<string, string> = headers,
): Promise<unknown[][]> {
    const host = new URL(issuer).hostname;
    const certificate = makeCertificate({ name: host, issuer: ownAuthority, hosts: [host] });
    const server = createServer(
        { key: certificate.keyPem, cert: certificate.pem },
        ({ url = "" }, response) => {
            response.writeHead(url in served ? 200 : 403, sent);
            response.end(JSON.stringify(served[url] ?? {}));
        },
    );
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    const { port } = server.address() as AddressInfo;
    const network = { resolve: () => Promise.resolve([]), connect: () => connect(port, "127.0.0.1") };
    try {
        const route = { network, allowPrivateAddresses: true };
        const options = { authorities: ownAuthority.pem, route };
        const found = await verifyMirror(issuer, published, now, options);
        return found.drift.map(({ part, path, value }) => [part, path.replace(issuer, ""), value]);
    } finally {
        server.closeAllConnections();
        server.close();
    }
}

const mirror = (keys: KeySet, change: object = {}) => ({
    "/.well-known/openid-configuration": { ...document, ...change },
    "/oauth/discovery/keys": keys,
});

describe("discovery verify", () => {
    it("finds nothing where the mirror has the instance's keys, also beside one that is on its way out", async () => {
        assert.deepEqual(await drift(mirror(published)), []);
        assert.deepEqual(await drift(mirror({ keys: [...published.keys, { ...old, exp: now + 1 }] })), []);
        assert.deepEqual(await drift(mirror({ keys: [...published.keys, { ...old, nbf: now - 1 }] })), []);
    });

    const cases: [string, Record<string, unknown>, unknown[]][] = [
        ["a key that is missing", mirror({ keys: [user] }), [["keys", "kid", "ci"]]],
        ["a key that nobody publishes", mirror({ keys: [user, ci, old] }), [["keys", "kid", "old"]]],
        [
            "a key whose time is over",
            mirror({ keys: [user, ci, { ...old, exp: now }] }),
            [["keys", "kid", "old"]],
        ],
        ["another key under an id", mirror({ keys: [user, someKey("ci", 9)] }), [["keys", "kid", "ci"]]],
        ["no keys", mirror({ keys: [] }), [["keys", "keys", undefined]]],
        [
            "the instance's own document",
            mirror(published, { issuer: "https://gitlab.internal" }),
            [["document", "issuer", "https://gitlab.internal"]],
        ],
        ["no document", {}, [["document", "/.well-known/openid-configuration", undefined]]],
        [
            "keys that nobody may read",
            { "/.well-known/openid-configuration": document },
            [["keys", "/oauth/discovery/keys", undefined]],
        ],
    ];
    for (const [what, served, expected] of cases) {
        it(`finds ${what}`, async () => {
            assert.deepEqual(await drift(served), expected);
        });
    }

    it("finds a wrong content type and answers that may not be kept", async () => {
        const sent = { "content-type": "binary/octet-stream", "cache-control": "no-cache" };
        assert.deepEqual(
            (await drift(mirror(published), sent)).map(([part, path]) => `${String(part)} ${String(path)}`),
            [
                "document /.well-known/openid-configuration content-type",
                "document /.well-known/openid-configuration cache-control",
                "keys /oauth/discovery/keys content-type",
                "keys /oauth/discovery/keys cache-control",
            ],
        );
    });

    it("compares the provider, which AWS gives without its scheme", () => {
        const arn = "arn:aws:iam::123456789012:oidc-provider/acme-oidc.s3.eu-north-1.amazonaws.com";
        const provider = {
            url: issuer.slice("https://".length),
            clientIds: ["https://gitlab.internal"],
            thumbprints: [],
        };
        const paths = (found: ReturnType<typeof verifyProvider>) => found.map(({ path }) => path);
        assert.deepEqual(paths(verifyProvider(arn, provider, issuer, "https://gitlab.internal")), []);
        assert.deepEqual(paths(verifyProvider(arn, provider, issuer, "sts.amazonaws.com")), ["audiences"]);
        assert.deepEqual(paths(verifyProvider(arn, { ...provider, url: "gitlab.internal" }, issuer)), [
            "url",
        ]);
        assert.deepEqual(paths(verifyProvider(arn, { ...provider, clientIds: [] }, issuer)), ["audiences"]);
        assert.deepEqual(paths(verifyProvider(arn, undefined, issuer)), [arn]);
    });
});
