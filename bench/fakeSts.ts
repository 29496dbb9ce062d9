import { once } from "node:events";
import { createServer } from "node:http";

/** An AWS that says who the caller is, which is all that a preview asks of it, and costs next to nothing. */
export async function startFakeSts(accountId: string): Promise<{ url: string; stop(): void }> {
    const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${accountId}:root</Arn><UserId>${accountId}</UserId><Account>${accountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
    const server = createServer((request, response) => {
        request.resume().on("end", () => response.writeHead(200, { "content-type": "text/xml" }).end(body));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return {
        url: `http://127.0.0.1:${String(typeof address === "object" && address ? address.port : 0)}`,
        stop: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}
