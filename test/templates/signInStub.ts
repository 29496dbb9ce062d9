import { once } from "node:events";
import { createServer } from "node:http";

/** A stand-in for AWS's federation endpoint, which no emulator has. */
export interface SignInStub {
    url: string;
    /** The bodies that were posted, read as forms. */
    asked: URLSearchParams[];
    /** What the next requests get: a sign-in token, or a refusal with this status. */
    refuseWith?: number;
    stop(): Promise<void>;
}

/** The sign-in token that the stub gives: it needs percent-encoding. */
export const stubToken = "tok+en/with=signs&more";

/** Starts the stub on a free port of this machine. */
export async function startSignInStub(): Promise<SignInStub> {
    const stub: SignInStub = { url: "", asked: [], stop: () => Promise.resolve() };
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (text) => (body += String(text)));
        request.on("end", () => {
            stub.asked.push(new URLSearchParams(body));
            response.statusCode = stub.refuseWith ?? 200;
            response.end(
                stub.refuseWith === undefined
                    ? JSON.stringify({ SigninToken: stubToken })
                    : `<html>${body}</html>`,
            );
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    stub.url = `http://127.0.0.1:${String(typeof address === "object" && address !== null ? address.port : 0)}/federation`;
    stub.stop = async () => {
        server.close();
        await once(server, "close");
    };
    return stub;
}
