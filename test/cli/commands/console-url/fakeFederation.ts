import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Credentials that must never be seen in any output. */
export const credentials = {
    accessKeyId: "ASIAMARKERKEYID00001",
    secretAccessKey: "marker/secret+access=key",
    sessionToken: "marker-session-token//==",
};

/** The sign-in token that the fake endpoint gives; it needs encoding in an address. */
export const signinToken = "sign in+token/&=";

/** What the endpoint was asked. */
export interface Asked {
    method: string;
    /** The address, without the body. */
    url: string;
    fields: URLSearchParams;
}

/** A federation endpoint on loopback that refuses what AWS documents as refused. */
export async function serveFederation({
    maxSessionDuration = 3600,
    isChained = false,
}: { maxSessionDuration?: number; isChained?: boolean } = {}) {
    const asked: Asked[] = [];
    const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            const fields = new URLSearchParams(text);
            asked.push({ method: request.method ?? "", url: request.url ?? "", fields });
            const reason = refusalOf(fields, maxSessionDuration, isChained);
            response.writeHead(reason === undefined ? 200 : 400, { "content-type": "application/json" });
            // AWS's page may repeat what it was sent; nothing of it may come through.
            response.end(
                reason === undefined ? JSON.stringify({ SigninToken: signinToken }) : `${reason}: ${text}`,
            );
        });
    });
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    return {
        endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/federation`,
        asked,
        stop: (): Promise<void> =>
            new Promise((settle) => {
                server.close(() => {
                    settle();
                });
                server.closeAllConnections();
            }),
    };
}

function refusalOf(fields: URLSearchParams, most: number, isChained: boolean): string | undefined {
    if (fields.get("Action") !== "getSigninToken") return "no such action";
    const session = JSON.parse(fields.get("Session") ?? "null") as Record<string, unknown> | null;
    const names = Object.keys(session ?? {}).sort();
    if (names.join() !== "sessionId,sessionKey,sessionToken") return "bad session";
    if (session?.["sessionToken"] === "") return "no session token";
    const duration = fields.get("SessionDuration");
    if (duration === null) return undefined;
    if (isChained) return "SessionDuration with a chained role";
    return Number(duration) < 900 || Number(duration) >= most ? "bad SessionDuration" : undefined;
}
