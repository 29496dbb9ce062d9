import { X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { TlsOptions } from "node:tls";
import type { Authorities } from "../../../cli/commands/doctor/certificateChain";
import type { ProbeLimits } from "../../../cli/commands/doctor/observe";
import type { Network, Route } from "../../../cli/net";
import { makeCertificate } from "./certificates";

/** The host that every fake instance pretends to be. */
export const host = "gitlab.example.com";

/** Its issuer. */
export const issuer = `https://${host}`;

const root = makeCertificate({ name: "Test Root", isAuthority: true });
const intermediate = makeCertificate({ name: "Test Intermediate", issuer: root, isAuthority: true });
const leaf = makeCertificate({ name: host, issuer: intermediate, hosts: [host] });

/** A public CA, its intermediate, the host's certificate, and one that has nothing to do with them. */
export const authority = {
    root,
    intermediate,
    leaf,
    stranger: makeCertificate({ name: "Stranger", isAuthority: true }),
};

/** The CAs of these tests. */
export const authorities: Authorities = { public: [new X509Certificate(root.der)], own: [] };

/** Short enough to test what is slow; `slowly` below lies between the two. */
export const limits: ProbeLimits = { answerWithin: 400, giveUpAfter: 2500, bytes: 100_000 };

/** How long a slow answer takes, in milliseconds. */
export const slowly = 800;

/** A 2048-bit RSA key, public members only. */
export const rsaKey = {
    kty: "RSA",
    kid: "ci",
    use: "sig",
    alg: "RS256",
    n: Buffer.alloc(256, 0xb7).toString("base64url"),
    e: "AQAB",
};

/** What GitLab's discovery document has, as far as AWS looks at it. */
export const discovery = {
    issuer,
    jwks_uri: `${issuer}/oauth/discovery/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
};

/** Answers a request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A JSON answer as GitLab gives it. */
export function json(value: unknown, headers: Record<string, string> = {}): Answer {
    return (_, response) => {
        response.writeHead(200, {
            "content-type": "application/json",
            "cache-control": "max-age=86400, public, must-revalidate, no-transform",
            ...headers,
        });
        response.end(JSON.stringify(value));
    };
}

/** A fake instance that is being served, and the network on which it is the only host. */
export interface ServedInstance extends AsyncDisposable {
    network: Network;
    /** The way to it. Private addresses are refused where only a document names them. */
    route: Route;
    /** The paths that were asked for. */
    asked: string[];
    /** The addresses that connections were made to. */
    connected: string[];
    stop(): Promise<void>;
}

/** Serves a fake instance on loopback; what is not said is right. */
export async function serveInstance({
    tls = {},
    document = json(discovery),
    keys = json({ keys: [rsaKey] }),
    addresses = ["198.51.100.7"],
    others = {},
}: {
    tls?: TlsOptions;
    document?: Answer;
    keys?: Answer;
    /** The host's addresses, or what each question for them is answered with. */
    addresses?: string[] | (() => string[]);
    /** Further hosts, which lead to the same server. */
    others?: Record<string, string[] | (() => string[])>;
} = {}): Promise<ServedInstance> {
    const asked: string[] = [];
    const connected: string[] = [];
    const server = createServer(
        { key: leaf.keyPem, cert: leaf.pem + intermediate.pem, ...tls },
        (request, response) => {
            asked.push(request.url ?? "");
            const answer = request.url === "/.well-known/openid-configuration" ? document : keys;
            answer(request, response);
        },
    );
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    const { port } = server.address() as AddressInfo;
    const stop = (): Promise<void> =>
        new Promise((settle) => {
            server.close(() => {
                settle();
            });
            server.closeAllConnections();
        });
    const network: Network = {
        resolve: (name) => {
            const found = name === host ? addresses : others[name];
            return found === undefined
                ? Promise.reject(Object.assign(new Error("no such host"), { code: "ENOTFOUND" }))
                : Promise.resolve(typeof found === "function" ? found() : found);
        },
        connect: (to) => {
            connected.push(...to);
            return connect(port, "127.0.0.1");
        },
    };
    return {
        network,
        route: { network, allowPrivateAddresses: false },
        asked,
        connected,
        stop,
        [Symbol.asyncDispose]: stop,
    };
}
