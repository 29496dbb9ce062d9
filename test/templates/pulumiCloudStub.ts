import { once } from "node:events";
import { createServer } from "node:https";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../cli/net/certificates";

/** A stand-in for Pulumi Cloud: it exchanges ID tokens and knows no stack. */
export interface PulumiCloudStub {
    url: string;
    /** The CA file that a client has to trust. */
    authority: string;
    /** What was exchanged. */
    exchanged: URLSearchParams[];
    /** Method, path and authorization of the other requests. */
    asked: string[];
    /** Whether ID tokens are accepted. */
    accepts: boolean;
    stop(): Promise<void>;
}

/** Starts the stub. Source: https://www.pulumi.com/docs/reference/cloud-rest-api/oauth-token-exchange. */
export async function startPulumiCloudStub(): Promise<PulumiCloudStub> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-cloud-"));
    const root = makeCertificate({ name: "Cloud Root", isAuthority: true });
    const leaf = makeCertificate({ name: "localhost", issuer: root, hosts: ["localhost"] });
    const authority = join(folder, "ca.pem");
    writeFileSync(authority, root.pem);
    const stub: PulumiCloudStub = {
        url: "",
        authority,
        exchanged: [],
        asked: [],
        accepts: true,
        stop: () => Promise.resolve(),
    };
    const server = createServer({ key: leaf.keyPem, cert: leaf.pem }, (request, response) => {
        let body = "";
        request.on("data", (part) => (body += String(part)));
        request.on("end", () => {
            const answer = (status: number, content: object) => {
                response.writeHead(status, { "content-type": "application/json" });
                response.end(JSON.stringify(content));
            };
            if (request.url === "/api/oauth/token") {
                stub.exchanged.push(new URLSearchParams(body));
                if (!stub.accepts) return answer(401, { code: 401, message: "no policy admits this token" });
                return answer(200, {
                    access_token: "pul-of-the-job",
                    issued_token_type: "urn:pulumi:token-type:access_token:organization",
                    token_type: "token",
                    expires_in: 3600,
                });
            }
            stub.asked.push([request.method, request.url, request.headers.authorization].join(" "));
            if (request.url === "/api/user")
                return answer(200, { id: "1", githubLogin: "acme", name: "acme" });
            return answer(404, { code: 404, message: "Not found" });
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    stub.url = `https://localhost:${String(typeof address === "object" && address !== null ? address.port : 0)}`;
    stub.stop = async () => {
        server.close();
        server.closeAllConnections();
        await once(server, "close");
        rmSync(folder, { recursive: true, force: true });
    };
    return stub;
}
