import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { judgeIssuer } from "../../../cli/commands/doctor/judgeDocuments";
import { observeIssuer } from "../../../cli/commands/doctor/observe";
import { getDocument, isExcepted, proxyAddress, proxyOfEnvironment, readRoute } from "../../../cli/net";
import { CommandError } from "../../../cli/terminal";
import {
    authorities,
    authority,
    host,
    issuer,
    limits,
    type ServedInstance,
    serveInstance,
} from "./fakeInstance";

describe("a proxy", () => {
    let instance: ServedInstance;
    let proxy: Server;
    let port: number;
    let tunnels: { target: string; authorization: string | undefined }[];
    let status: number;
    const sockets = new Set<Socket>();

    beforeEach(async () => {
        instance = await serveInstance();
        tunnels = [];
        status = 200;
        proxy = createServer();
        proxy.on("connection", (socket) => sockets.add(socket));
        proxy.on("connect", (request, client) => {
            tunnels.push({
                target: request.url ?? "",
                authorization: request.headers["proxy-authorization"],
            });
            client.on("error", () => undefined);
            if (status !== 200) {
                client.end(`HTTP/1.1 ${String(status)} No\r\n\r\n`);
                return;
            }
            const server = instance.network.connect([], 443);
            server.on("error", () => undefined);
            client.write("HTTP/1.1 200 OK\r\n\r\n");
            server.pipe(client).pipe(server);
        });
        await new Promise<void>((settle) => proxy.listen(0, "127.0.0.1", settle));
        ({ port } = proxy.address() as AddressInfo);
    });
    afterEach(async () => {
        sockets.forEach((socket) => socket.destroy());
        sockets.clear();
        await new Promise((settle) => proxy.close(settle));
        await instance.stop();
    });

    // Behind such a proxy, names are often not resolved at all.
    const network = {
        resolve: () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" })),
        connect: () => connect(1, "127.0.0.1"),
    };
    const routeOf = (exceptions = "") => {
        const HTTPS_PROXY = `http://jane:s%3Acret@127.0.0.1:${String(port)}`;
        return {
            network,
            proxy: proxyOfEnvironment({ HTTPS_PROXY, NO_PROXY: exceptions }),
            allowPrivateAddresses: false,
        };
    };
    const ask = (url: string, exceptions?: string) =>
        getDocument(url, {
            route: routeOf(exceptions),
            limits,
            certificates: { authorities: authority.root.pem },
        });

    it("opens a tunnel, and the certificate is the server's own", async () => {
        const answer = await ask(`${issuer}/oauth/discovery/keys`);
        assert.equal(answer.kind === "answer" && answer.status, 200);
        const authorization = `Basic ${Buffer.from("jane:s:cret").toString("base64")}`;
        assert.deepEqual(tunnels, [{ target: `${host}:443`, authorization }]);
    });

    it("shows doctor everything that a direct connection shows", async () => {
        const probing = { route: routeOf(), limits, progress: () => undefined };
        const seen = await observeIssuer(issuer, probing);
        const { findings, keySet } = judgeIssuer(seen, { authorities, now: Date.now(), limits });
        assert.deepEqual(findings, []);
        assert.equal(keySet?.keys.length, 1);
        assert.equal(tunnels.length, 4);
    });

    it("is not used for what NO_PROXY names", async () => {
        const answer = await ask(`${issuer}/oauth/discovery/keys`, "localhost,.example.com");
        assert.equal(answer.kind === "failure" && answer.error, "ENOTFOUND");
        assert.deepEqual(tunnels, []);
    });

    it("is not asked for a private address that only a document names", async () => {
        const answer = await ask("https://169.254.169.254/keys");
        assert.equal(answer.kind === "failure" && answer.error, "EPRIVATEADDRESS");
        assert.deepEqual(tunnels, []);
    });

    it("that refuses is named with its status, and without its password", async () => {
        status = 407;
        const answer = await ask(`${issuer}/oauth/discovery/keys`);
        assert.equal(answer.kind, "failure");
        assert.match(answer.kind === "failure" ? answer.error : "", /HTTPS_PROXY[^]*407/);
        assert.doesNotMatch(JSON.stringify(answer), /jane|cret/);
    });
});

describe("the environment's proxy", () => {
    it("is named where it is not used, without its password", () => {
        const { route, note } = readRoute({}, { HTTPS_PROXY: "http://jane:secret@proxy.example.com:3128" });
        assert.equal(route.proxy, undefined);
        assert.match(note ?? "", /HTTPS_PROXY[^]*http:\/\/proxy\.example\.com:3128[^]*--proxy/);
        assert.doesNotMatch(note ?? "", /secret/);
        assert.equal(readRoute({}, {}).note, undefined);
    });

    it("must be there for --proxy", () => {
        assert.throws(() => readRoute({ proxy: true }, { HTTPS_PROXY: "" }), CommandError);
        const { route } = readRoute({ proxy: true }, { https_proxy: "proxy.example.com:3128" });
        assert.equal(route.proxy && proxyAddress(route.proxy), "http://proxy.example.com:3128");
    });

    it("is refused where it is none, without its password", () => {
        for (const HTTPS_PROXY of [
            "socks5://u:secret@proxy:1080",
            "http://u:secret@",
            "http://u:a/secret@h:1",
        ])
            assert.throws(
                () => proxyOfEnvironment({ HTTPS_PROXY }),
                (error) => error instanceof CommandError && !error.message.includes("secret"),
            );
    });

    const cases: [noProxy: string, host: string, port: number, excepted: boolean][] = [
        ["*", "gitlab.example.com", 443, true],
        ["", "gitlab.example.com", 443, false],
        ["gitlab.example.com", "gitlab.example.com", 443, true],
        ["GitLab.example.com", "gitlab.example.com", 443, true],
        ["example.com", "gitlab.example.com", 443, true],
        [".example.com", "gitlab.example.com", 443, true],
        ["*.example.com", "gitlab.example.com", 443, true],
        ["ample.com", "gitlab.example.com", 443, false],
        ["localhost, example.com", "gitlab.example.com", 443, true],
        ["example.com:8443", "gitlab.example.com", 443, false],
        ["example.com:443", "gitlab.example.com", 443, true],
        ["10.0.0.0/8", "10.1.2.3", 443, true],
        ["10.0.0.0/8", "11.1.2.3", 443, false],
        ["10.1.2.3", "10.1.2.3", 443, true],
        ["fd00::/8", "fd12::1", 443, true],
        ["[fd12::1]:443", "fd12::1", 443, true],
        ["0", "10.1.2.3", 443, false],
    ];
    for (const [NO_PROXY, to, port, excepted] of cases) {
        it(`is ${excepted ? "not " : ""}used for ${to} with NO_PROXY=${NO_PROXY}`, () => {
            const proxy = proxyOfEnvironment({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY });
            assert.ok(proxy);
            assert.equal(isExcepted(proxy, to, port), excepted);
        });
    }
});
