import { request } from "node:https";
import { connect as connectTls } from "node:tls";
import { errorCode, httpsPort, type Network, type ProbeLimits } from "./network";

/** What came of asking for a document. */
export type DocumentObservation =
    | {
          kind: "answer";
          url: string;
          /** Until the last byte, name resolution and handshake included. */
          milliseconds: number;
          status: number;
          /** Names in lower case; several of one name joined by commas. */
          headers: Readonly<Record<string, string>>;
          text: string;
          /** Whether there was more than is read. */
          truncated: boolean;
      }
    | {
          kind: "failure";
          url: string;
          milliseconds: number;
          /** An error code such as `ECONNRESET`; `ETIMEDOUT` where there was no whole answer in time. */
          error: string;
      };

/**
 * Asks for a document once, over a connection of its own, as STS does: no credentials, no redirects. Certificates are not
 * checked here. Never throws, and never takes longer than `giveUpAfter`.
 */
export function getDocument(
    url: string,
    network: Network,
    limits: ProbeLimits,
): Promise<DocumentObservation> {
    const { hostname, port } = new URL(url);
    const endpoint = network.endpoint(hostname, port === "" ? httpsPort : Number(port));
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started);
    return new Promise((settle) => {
        const asked = request(url, {
            headers: { accept: "application/json", "user-agent": "gitlab-aws-oidc" },
            createConnection: () =>
                connectTls({
                    ...endpoint,
                    servername: hostname,
                    rejectUnauthorized: false,
                }),
        });
        const fail = (error: string): void => {
            clearTimeout(timer);
            asked.destroy();
            settle({ kind: "failure", url, milliseconds: elapsed(), error });
        };
        const timer = setTimeout(() => {
            fail("ETIMEDOUT");
        }, limits.giveUpAfter);
        asked.on("error", (error) => {
            fail(errorCode(error));
        });
        asked.on("response", (response) => {
            const chunks: Buffer[] = [];
            let length = 0;
            const finish = (truncated: boolean): void => {
                clearTimeout(timer);
                asked.destroy();
                settle({
                    kind: "answer",
                    url,
                    milliseconds: elapsed(),
                    status: response.statusCode ?? 0,
                    headers: Object.fromEntries(
                        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
                    ),
                    text: Buffer.concat(chunks).toString("utf8"),
                    truncated,
                });
            };
            response.on("data", (chunk: Buffer) => {
                length += chunk.length;
                if (length > limits.bytes) {
                    finish(true);
                    return;
                }
                chunks.push(chunk);
            });
            response.on("end", () => {
                finish(false);
            });
            response.on("error", (error) => {
                fail(errorCode(error));
            });
            response.on("aborted", () => {
                fail("ECONNRESET");
            });
        });
        asked.end();
    });
}
