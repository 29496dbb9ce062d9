import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { errorCode, httpsPort, type Network, systemNetwork } from "../probe/network";
import { FetchError, type FetchFailure } from "./fetchError";

/** How a document is fetched. */
export interface FetchOptions {
    /** PEM text of certificate authorities that are trusted beside the public ones. Default: none. */
    authorities?: string;
    /** Where connections really go. Default: the internet. */
    network?: Network;
    /** Milliseconds for everything, and bytes. Default: ten seconds, one megabyte. */
    limits?: { milliseconds: number; bytes: number };
}

/** A document that was fetched. */
export interface FetchedDocument {
    text: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
}

/** One megabyte is beyond any key set of a hundred keys of each type. */
const usualLimits = { milliseconds: 10_000, bytes: 1_000_000 };

/**
 * Fetches one JSON document over HTTPS, certificates checked, redirects refused, bounded in time and size. Throws
 * FetchError, which says for each kind of bad answer what it was and what to do.
 */
export function fetchDocument(
    url: string,
    { authorities, network = systemNetwork, limits = usualLimits }: FetchOptions = {},
): Promise<FetchedDocument> {
    const { hostname, host, port, pathname, search } = new URL(url);
    const endpoint = network.endpoint(hostname, port === "" ? httpsPort : Number(port));
    return new Promise((settle, reject) => {
        const asked = request({
            ...endpoint,
            path: pathname + search,
            agent: false,
            // TLS sends no address as a server name; the certificate is then checked against the address itself.
            servername: isIP(hostname) === 0 ? hostname : "",
            headers: { host, accept: "application/json", "user-agent": "gitlab-aws-oidc" },
            ...(authorities === undefined ? {} : { ca: [...rootCertificates, authorities] }),
        });
        const fail = (failure: FetchFailure, detail = ""): void => {
            clearTimeout(timer);
            asked.destroy();
            reject(new FetchError(failure, url, detail));
        };
        const timer = setTimeout(() => {
            fail("slow", `${String(limits.milliseconds / 1000)} s`);
        }, limits.milliseconds);
        asked.on("error", (error) => {
            fail(failureOf(errorCode(error)), errorCode(error));
        });
        asked.on("response", (response) => {
            const status = response.statusCode ?? 0;
            if (status >= 300 && status < 400) {
                fail("redirect", response.headers.location ?? "nowhere");
            } else if (status !== 200) {
                fail("status", String(status));
            } else {
                read(response, limits.bytes, fail, (text) => {
                    clearTimeout(timer);
                    settle({ text, headers: headersOf(response) });
                });
            }
        });
        asked.end();
    });
}

function read(
    response: IncomingMessage,
    mostBytes: number,
    fail: (failure: FetchFailure, detail?: string) => void,
    finish: (text: string) => void,
): void {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > mostBytes) fail("huge", `${String(mostBytes)} bytes`);
        else chunks.push(chunk);
    });
    response.on("error", () => {
        fail("truncated", `${String(length)} bytes`);
    });
    response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const isPage = /html/i.test(response.headers["content-type"] ?? "") || /^\s*</.test(text);
        if (!response.complete) fail("truncated", `${String(length)} bytes`);
        else if (text.trim() === "") fail("empty");
        else if (isPage) fail("web-page");
        else finish(text);
    });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** OpenSSL's and the system's codes, as Node has them. */
function failureOf(code: string): FetchFailure {
    if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/.test(code)) return "untrusted-certificate";
    if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code)) return "expired-certificate";
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "wrong-host-certificate";
    return "unreachable";
}
