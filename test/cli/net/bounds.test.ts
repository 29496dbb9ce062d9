import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { judgeIssuer } from "../../../cli/commands/doctor/judgeDocuments";
import { observeIssuer } from "../../../cli/commands/doctor/observe";
import { isPublicAddress, type Network } from "../../../cli/net";
import { authorities, issuer, limits } from "./fakeInstance";

describe("probes of what is no HTTPS server", () => {
    let server: Server;
    const sockets = new Set<Socket>();

    afterEach((done) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => {
            done();
        });
    });

    const findingsOf = async (onConnection: (socket: Socket) => void, resolve?: Network["resolve"]) => {
        server = createServer((socket) => {
            sockets.add(socket);
            socket.on("error", () => undefined);
            onConnection(socket);
        });
        await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
        const { port } = server.address() as AddressInfo;
        const network: Network = {
            resolve: resolve ?? (() => Promise.resolve(["198.51.100.7"])),
            connect: () => connect(port, "127.0.0.1"),
        };
        const route = { network, allowPrivateAddresses: false };
        const seen = await observeIssuer(issuer, { route, limits, progress: () => undefined });
        const { findings } = judgeIssuer(seen, { authorities, now: Date.now(), limits });
        return findings.map(({ code }) => code);
    };

    it("ends where the other side says nothing", async () => {
        assert.deepEqual(await findingsOf(() => undefined), ["host-unreachable"]);
    });

    it("ends where the other side closes at once", async () => {
        assert.deepEqual(await findingsOf((socket) => socket.destroy()), ["host-unreachable"]);
    });

    it("tells plain HTTP from HTTPS", async () => {
        const answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
        assert.deepEqual(await findingsOf((socket) => socket.end(answer)), ["tls-failed"]);
    });

    it("survives noise", async () => {
        const noise = Buffer.from("16030300040b00ffff".repeat(2000), "hex");
        assert.deepEqual(await findingsOf((socket) => socket.end(noise)), ["tls-failed"]);
    });

    it("ends where the name is never resolved", async () => {
        const never = () => new Promise<string[]>(() => undefined);
        assert.deepEqual(await findingsOf(() => undefined, never), ["host-not-found"]);
    });
});

describe("addresses", () => {
    const cases: [address: string, isPublic: boolean][] = [
        ["172.65.251.78", true],
        ["2606:4700:90::1", true],
        ["10.0.0.1", false],
        ["172.31.255.255", false],
        ["172.32.0.1", true],
        ["192.168.1.1", false],
        ["127.0.0.1", false],
        ["169.254.169.254", false],
        ["100.64.0.1", false],
        ["::1", false],
        ["fd00::1", false],
        ["fe80::1", false],
        ["::ffff:10.0.0.1", false],
        ["::ffff:172.65.251.78", true],
        ["64:ff9b::10.0.0.1", false],
        ["64:ff9b::172.65.251.78", true],
        ["2002:0a00:0001::1", false],
        ["::", false],
        ["::127.0.0.1", false],
        ["fe80::1%eth0", false],
        ["ff02::1", false],
        ["198.18.0.1", false],
        ["224.0.0.1", false],
        ["255.255.255.255", false],
        ["0.0.0.0", false],
    ];
    cases.forEach(([address, isPublic]) => {
        it(`${address} is ${isPublic ? "public" : "private"}`, () => {
            assert.equal(isPublicAddress(address), isPublic);
        });
    });
});
