import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { makeCertificate } from "../cli/net/certificates";

/** A server of Git repositories on loopback, with a certificate of its own authority. */
export interface GitServer {
    /** `https://localhost:PORT`; a repository of the folder is below it by its path. */
    url: string;
    /** The authority's certificate, a PEM file. */
    caFile: string;
    stop(): Promise<void>;
}

/** Serves the bare repositories below a folder, read only, by Git's own CGI program. */
export async function startGitServer(folder: string): Promise<GitServer> {
    const authority = makeCertificate({ name: "Test authority", isAuthority: true });
    const own = makeCertificate({ name: "localhost", issuer: authority, hosts: ["localhost"] });
    const caFile = join(folder, "authority.pem");
    writeFileSync(caFile, authority.pem);
    const server = createServer({ cert: own.pem, key: own.keyPem }, (request, response) => {
        answer(folder, request, response).catch(() => response.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return {
        url: `https://localhost:${String(port)}`,
        caFile,
        async stop() {
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
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
