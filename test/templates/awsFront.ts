import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";

/** AWS in front of which something can go wrong. */
export interface Front {
    /** Its endpoint for every service. */
    url: string;
    /** Requests whose body contains this text wait until `release` is called. */
    hold?: string;
    /** Whether a request is waiting. */
    isHolding: boolean;
    release(): void;
    /** How often a job assumed a role. */
    assumed: number;
    /** Seconds that credentials live, in place of what AWS answers. */
    lifetime?: number;
}

/** Starts a front before the service at `target`, on a free port. */
export async function startFront(target: string): Promise<Front & { stop(): void }> {
    let waiting: (() => void)[] = [];
    const front = { url: "", isHolding: false, assumed: 0 } as Front;
    const read = async (message: IncomingMessage) => {
        const parts: Buffer[] = [];
        for await (const part of message) parts.push(part as Buffer);
        return Buffer.concat(parts);
    };
    const server = createServer((incoming, outgoing) => {
        void read(incoming).then(async (body) => {
            const isAssume = body.includes("Action=AssumeRoleWithWebIdentity");
            if (isAssume) front.assumed++;
            if (front.hold !== undefined && body.includes(front.hold)) {
                front.isHolding = true;
                await new Promise<void>((settle) => waiting.push(settle));
                front.isHolding = false;
            }
            const { method, url: path, headers } = incoming;
            const forwarded = request(target + (path ?? "/"), { method, headers }, (answer) => {
                void read(answer).then((content) => {
                    const { lifetime } = front;
                    const text =
                        isAssume && lifetime !== undefined
                            ? Buffer.from(
                                  content
                                      .toString()
                                      .replace(
                                          /<Expiration>[^<]*/,
                                          `<Expiration>${new Date(Date.now() + lifetime * 1000).toISOString()}`,
                                      ),
                              )
                            : content;
                    const others = Object.fromEntries(
                        Object.entries(answer.headers).filter(
                            ([name]) => name !== "content-length" && name !== "transfer-encoding",
                        ),
                    );
                    outgoing.writeHead(answer.statusCode ?? 500, {
                        ...others,
                        ...(method === "HEAD"
                            ? { "content-length": answer.headers["content-length"] ?? "0" }
                            : { "content-length": String(text.length) }),
                    });
                    outgoing.end(text);
                });
            });
            forwarded.on("error", () => outgoing.destroy());
            forwarded.end(body);
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    front.url = `http://127.0.0.1:${String(typeof address === "object" && address !== null ? address.port : 0)}`;
    front.release = () => {
        waiting.forEach((go) => {
            go();
        });
        waiting = [];
    };
    return Object.assign(front, {
        stop: () => {
            front.release();
            server.close();
            server.closeAllConnections();
        },
    });
}
