import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { makeCertificate } from "../cli/net/certificates";

/** A server of Git repositories that has a host name of its own, as a GitLab instance has. */
export interface GitServer {
    /**
     * What a command needs to reach the host: the proxy that leads to it, and the folder with the authority of its certificate.
     * Every other host is reached as always.
     */
    environment: Record<string, string>;
    stop(): Promise<void>;
}

/**
 * Serves the bare repositories below a folder at `https://HOST`, read only, by Git's own CGI program. The host has no port in
 * its address, as other machines have it, and this machine does not have to know its name: a proxy leads to it.
 */
export async function startGitServer(folder: string, host: string): Promise<GitServer> {
    const authority = makeCertificate({ name: "Test authority", isAuthority: true });
    const own = makeCertificate({ name: host, issuer: authority, hosts: [host] });
    const authorities = join(folder, "authorities");
    mkdirSync(authorities);
    writeFileSync(join(authorities, "authority.pem"), authority.pem);
    const server = createServer({ cert: own.pem, key: own.keyPem }, (request, response) => {
        answer(folder, request, response).catch(() => response.destroy());
    });
    const port = await listen(server);

    const proxy = createProxy((_, response) => response.writeHead(405).end());
    const tunnels = new Set<Socket>();
    proxy.on("connect", (request: IncomingMessage, client: Socket) => {
        const wanted = new URL(`https://${request.url ?? ""}`);
        const target =
            wanted.hostname === host
                ? connect(port, "127.0.0.1")
                : connect(Number(wanted.port || 443), wanted.hostname);
        for (const [socket, other] of [
            [client, target],
            [target, client],
        ] as const) {
            tunnels.add(socket);
            socket.on("error", () => other.destroy());
            socket.on("close", () => tunnels.delete(socket));
        }
        target.on("connect", () => {
            client.write("HTTP/1.1 200 Connection established\r\n\r\n");
            target.pipe(client);
            client.pipe(target);
        });
    });
    const proxyPort = await listen(proxy);

    return {
        environment: {
            HTTPS_PROXY: `http://127.0.0.1:${String(proxyPort)}`,
            // Go's programs add it to the machine's file of authorities, which SSL_CERT_FILE would replace.
            SSL_CERT_DIR: authorities,
        },
        async stop() {
            for (const tunnel of tunnels) tunnel.destroy();
            server.closeAllConnections();
            server.close();
            proxy.close();
            await Promise.all([once(server, "close"), once(proxy, "close")]);
        },
    };
}

async function listen(server: Server): Promise<number> {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
}

/** CGI, RFC 3875: the request in variables and on standard input, the answer with its headers on standard output. */
async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? "/", "https://localhost");
    const child = spawn("git", ["http-backend"], {
        env: {
            PATH: process.env["PATH"],
            GIT_PROJECT_ROOT: folder,
            GIT_HTTP_EXPORT_ALL: "1",
            GIT_CONFIG_COUNT: "1",
            // The repositories may belong to whoever made the folder.
            GIT_CONFIG_KEY_0: "safe.directory",
            GIT_CONFIG_VALUE_0: "*",
            PATH_INFO: decodeURIComponent(pathname),
            QUERY_STRING: search.slice(1),
            REQUEST_METHOD: request.method,
            CONTENT_TYPE: request.headers["content-type"],
            HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
            GIT_PROTOCOL: [request.headers["git-protocol"] ?? ""].flat().join(),
        },
        stdio: ["pipe", "pipe", "ignore"],
    });
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
    const all = Buffer.concat(chunks);
    const end = all.indexOf("\r\n\r\n");
    const headers = all
        .subarray(0, end)
        .toString("latin1")
        .split("\r\n")
        .map((line) => line.split(": ") as [string, string]);
    const status = headers.find(([name]) => name === "Status")?.[1];
    response.writeHead(
        status === undefined ? 200 : parseInt(status, 10),
        Object.fromEntries(headers.filter(([name]) => name !== "Status")),
    );
    response.end(all.subarray(end + 4));
}
