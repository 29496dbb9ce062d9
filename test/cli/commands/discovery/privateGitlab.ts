import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "../../net/certificates";
import type { KeySet } from "../../../../trust/mirror";

/** The authority that the instance's owner made, and nobody else knows. */
export const ownAuthority = makeCertificate({ name: "Acme Internal CA", isAuthority: true });

const certificate = makeCertificate({ name: "localhost", issuer: ownAuthority, hosts: ["localhost"] });

/** Answers a request for one of the two documents. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A GitLab on loopback that the internet cannot reach. Its answers can be replaced while it runs. */
export interface PrivateGitlab {
    url: string;
    /** The keys that it publishes. */
    keySet: KeySet;
    /** In place of its right answers, by path. */
    answers: Map<string, Answer>;
    /** How much its clock differs from this machine's; undefined where its answers have no time. */
    secondsAhead: number | undefined;
    /** Further headers of its answers. */
    headers: Record<string, string>;
    stop(): Promise<void>;
}

/** Starts one with the given keys. */
export async function startPrivateGitlab(keySet: KeySet): Promise<PrivateGitlab> {
    const answers = new Map<string, Answer>();
    const gitlab: Omit<PrivateGitlab, "stop"> = {
        url: "",
        keySet,
        answers,
        secondsAhead: 0,
        headers: {},
    };
    const server = createServer({ key: certificate.keyPem, cert: certificate.pem }, (request, response) => {
        const path = request.url ?? "";
        const { url } = gitlab;
        const documents: Record<string, unknown> = {
            "/.well-known/openid-configuration": {
                issuer: url,
                authorization_endpoint: `${url}/oauth/authorize`,
                token_endpoint: `${url}/oauth/token`,
                jwks_uri: `${url}/oauth/discovery/keys`,
                response_types_supported: ["code"],
                subject_types_supported: ["public"],
                id_token_signing_alg_values_supported: ["RS256"],
            },
            "/oauth/discovery/keys": gitlab.keySet,
        };
        response.sendDate = false;
        if (gitlab.secondsAhead !== undefined)
            response.setHeader("date", new Date(Date.now() + gitlab.secondsAhead * 1000).toUTCString());
        for (const [name, value] of Object.entries(gitlab.headers)) response.setHeader(name, value);
        const answer = answers.get(path);
        if (answer !== undefined) {
            answer(request, response);
            return;
        }
        response.writeHead(path in documents ? 200 : 404, { "content-type": "application/json" });
        response.end(JSON.stringify(documents[path] ?? {}));
    });
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    gitlab.url = `https://localhost:${String((server.address() as AddressInfo).port)}`;
    return Object.assign(gitlab, {
        stop: () =>
            new Promise<void>((settle) => {
                server.close(() => {
                    settle();
                });
                server.closeAllConnections();
            }),
    });
}

/** How an instance can answer badly, and what that is called. */
export const badAnswers: [what: string, failure: string, answer: Answer][] = [
    ["slow", "slow", () => undefined],
    [
        "slow byte by byte",
        "slow",
        (_, response) => {
            const dripping = setInterval(() => response.write(" "), 50);
            response.on("close", () => {
                clearInterval(dripping);
            });
        },
    ],
    [
        "truncated",
        "truncated",
        (_, response) => {
            response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
            response.write('{"keys":[');
            setTimeout(() => response.destroy(), 20);
        },
    ],
    [
        "truncated without a length",
        "truncated",
        (_, response) => {
            response.write('{"keys":[');
            setTimeout(() => response.destroy(), 20);
        },
    ],
    [
        "a web page",
        "web-page",
        (_, response) => {
            response.writeHead(200, { "content-type": "text/html" });
            response.end("<html><body>Sign in</body></html>");
        },
    ],
    ["a web page that calls itself JSON", "web-page", (_, response) => response.end("\n<!DOCTYPE html>")],
    [
        "a redirect",
        "redirect",
        (_, response) => {
            response.writeHead(302, { location: "https://sso.example.com/" });
            response.end();
        },
    ],
    ["empty", "empty", (_, response) => response.end()],
    ["huge", "huge", (_, response) => response.end(`{"keys":[${" ".repeat(60_000)}]}`)],
    [
        "a server error",
        "status",
        (_, response) => {
            response.writeHead(503);
            response.end("{}");
        },
    ],
];
