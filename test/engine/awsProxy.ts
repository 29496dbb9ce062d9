import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";

/** One call that the engine makes of AWS. */
export interface AwsCall {
    /** The action of IAM and STS, such as `CreateRole`; of others the method. */
    action: string;
    /** The parameters of an IAM or STS call. */
    parameters: URLSearchParams;
    /** 1 for the first call of all. */
    number: number;
}

/**
 * What becomes of a call: it is answered by AWS; it is done and nobody hears of it (`lose`); or it is not done, and answered
 * with an error of AWS.
 */
export type Fate = "forward" | "lose" | { status: number; code: string; message: string };

/** What stands between the engine and the emulator, and does to it what networks and AWS do. */
export interface AwsProxy {
    /** The endpoint for every service. */
    url: string;
    /** Decides about each call; forwards by default. A promise that never ends holds the call. */
    decide: (call: AwsCall) => Fate | Promise<Fate>;
    /** The actions of all calls until now. */
    actions: string[];
    /** Ends it, and every call that it still holds. */
    stop(): Promise<void>;
}

/** Starts a proxy before the emulator at `target`, on a free port of this machine. */
export async function startAwsProxy(target: string): Promise<AwsProxy> {
    const proxy: AwsProxy = {
        url: "",
        decide: () => "forward",
        actions: [],
        async stop() {
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
    const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks);
        const parameters = new URLSearchParams(body.length < 100_000 ? body.toString("utf8") : "");
        const action = parameters.get("Action") ?? incoming.method ?? "";
        proxy.actions.push(action);
        const fate = await proxy.decide({ action, parameters, number: proxy.actions.length });
        if (typeof fate === "object") {
            response.writeHead(fate.status, { "content-type": "text/xml" }).end(errorText(fate));
            return;
        }
        const { status, headers, content } = await forward(target, incoming, body);
        if (fate === "forward") response.writeHead(status, headers).end(content);
    };
    const server = createServer((incoming, response) => {
        answer(incoming, response).catch(() => response.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    proxy.url = `http://127.0.0.1:${String(port)}`;
    return proxy;
}

async function forward(target: string, incoming: IncomingMessage, body: Buffer) {
    const { hostname, port } = new URL(target);
    const { method, url: path } = incoming;
    // A connection of its own for each call: on those that carry thousands the emulator loses an answer now and then.
    const headers = { ...incoming.headers, connection: "close" };
    const outgoing = request({ hostname, port, method, path, headers, agent: false });
    const response = new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.on("response", resolve).on("error", reject);
    });
    outgoing.end(body);
    const answered = await response;
    const chunks: Buffer[] = [];
    for await (const chunk of answered) chunks.push(chunk as Buffer);
    // The whole body is at hand: its own length counts.
    const kept = Object.entries(answered.headers).filter(
        ([name]) => !["transfer-encoding", "connection"].includes(name),
    );
    return {
        status: answered.statusCode ?? 502,
        headers: Object.fromEntries(kept),
        content: Buffer.concat(chunks),
    };
}

function errorText({ status, code, message }: Exclude<Fate, string>): string {
    const type = status < 500 ? "Sender" : "Receiver";
    return `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`;
}
