import { isIP } from "node:net";
import { promisify } from "node:util";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import { hostOf, portOf } from "./addresses";
import {
    certificateAuthorities,
    errorCode,
    loadUndici,
    openConnection,
    type Route,
    withinTime,
} from "./connection";

/** What bounds one request. */
export interface RequestLimits {
    /** Milliseconds for everything: name resolution, handshake, answer. */
    giveUpAfter: number;
    /** Bytes of an answer, before and after it is decompressed. */
    bytes: number;
}

/** How a document is asked for. */
export interface RequestSettings {
    route: Route;
    limits: RequestLimits;
    /**
     * `"unchecked"` where the server's certificates are judged apart; otherwise they must be valid for the host, and
     * signed by a public CA or by one of `authorities` (PEM). Default: checked, public CAs only.
     */
    certificates?: "unchecked" | { authorities?: string | undefined };
}

/** An answer, of whatever status. */
export interface DocumentAnswer {
    kind: "answer";
    url: string;
    /** Until the last byte, name resolution and handshake included. */
    milliseconds: number;
    status: number;
    /** Names in lower case; several of one name joined by commas. */
    headers: Readonly<Record<string, string>>;
    /** Decompressed, without a byte order mark. */
    text: string;
    /** Whether there was more than `limits.bytes`; `text` is then what was read. */
    truncated: boolean;
    /** The content coding, such as `gzip`, where there was one: no request asks for any. */
    coding?: string;
    /** Whether a byte order mark came first. */
    hasByteOrderMark: boolean;
}

/** No answer, or half of one. */
export interface DocumentFailure {
    kind: "failure";
    url: string;
    milliseconds: number;
    /** An error code such as `ECONNRESET`; `ETIMEDOUT` where there was no whole answer in time. */
    error: string;
    /** Bytes of the body that came before it broke off; absent where there was no answer at all. */
    received?: number;
}

/** What came of asking for a document. */
export type DocumentObservation = DocumentAnswer | DocumentFailure;

const requestHeaders = {
    accept: "application/json",
    "accept-encoding": "identity",
    // A cache in between would give old keys, and an old Date.
    "cache-control": "no-cache",
    "user-agent": "gitlab-aws-oidc",
};

/**
 * Asks for a document once over HTTPS, on a connection of its own: no credentials, and redirects are not followed. Never
 * throws, and takes at most `giveUpAfter`.
 */
export async function getDocument(url: string, settings: RequestSettings): Promise<DocumentObservation> {
    // Loading it is no part of the time that the server takes.
    await loadUndici();
    const started = performance.now();
    let received: number | undefined;
    try {
        const { status, headers, body, truncated } = await withinTime(async (signal) => {
            const response = await open(new URL(url), settings, signal);
            received = 0;
            const chunks: Buffer[] = [];
            for await (const chunk of response.body as AsyncIterable<Buffer>) {
                received += chunk.length;
                if (received > settings.limits.bytes) break;
                chunks.push(chunk);
            }
            return {
                status: response.statusCode,
                headers: joined(response.headers),
                body: Buffer.concat(chunks),
                truncated: received > settings.limits.bytes,
            };
        }, settings.limits.giveUpAfter);
        const milliseconds = Math.round(performance.now() - started);
        const decoded = truncated
            ? { bytes: body, truncated }
            : await decode(body, headers["content-encoding"], settings.limits.bytes);
        const text = decoded.bytes.toString("utf8");
        const hasByteOrderMark = text.startsWith("\ufeff");
        return {
            kind: "answer",
            url,
            milliseconds,
            status,
            headers,
            text: hasByteOrderMark ? text.slice(1) : text,
            truncated: decoded.truncated,
            hasByteOrderMark,
            ...(decoded.coding === undefined ? {} : { coding: decoded.coding }),
        };
    } catch (error) {
        const milliseconds = Math.round(performance.now() - started);
        const failure = { kind: "failure", url, milliseconds, error: errorCode(error) } as const;
        return received === undefined ? failure : { ...failure, received };
    }
}

async function open(
    url: URL,
    settings: RequestSettings,
    signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
    const { Client } = await loadUndici();
    const client = new Client(url.origin, {
        connect: (_, done) => {
            secureConnection(url, settings, signal).then(
                (socket) => {
                    done(null, socket);
                },
                (error: unknown) => {
                    done(error instanceof Error ? error : new Error(String(error)), null);
                },
            );
        },
    });
    signal.addEventListener("abort", () => void client.destroy());
    return client.request({
        method: "GET",
        path: url.pathname + url.search,
        headers: requestHeaders,
        signal,
    });
}

async function secureConnection(
    url: URL,
    { route, certificates = {} }: RequestSettings,
    signal: AbortSignal,
): Promise<TLSSocket> {
    const host = hostOf(url);
    const raw = await openConnection(host, portOf(url), route, signal);
    const tls = connectTls({
        socket: raw,
        host,
        // TLS sends no address as a server name; the certificate is then checked against the address itself.
        servername: isIP(host) === 0 ? host : "",
        ...(certificates === "unchecked"
            ? { rejectUnauthorized: false }
            : { ca: certificateAuthorities(certificates.authorities) }),
    });
    signal.addEventListener("abort", () => {
        tls.destroy();
        raw.destroy();
    });
    await secured(tls, raw);
    return tls;
}

function secured(tls: TLSSocket, raw: Duplex): Promise<void> {
    return new Promise((settle, reject) => {
        const fail = (error: Error): void => {
            tls.destroy();
            raw.destroy();
            reject(error);
        };
        tls.once("secureConnect", () => {
            tls.off("error", fail);
            settle();
        });
        tls.once("error", fail);
        raw.once("close", () => {
            fail(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
        });
    });
}

const decoders: Readonly<
    Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
    gzip: promisify(gunzip),
    "x-gzip": promisify(gunzip),
    deflate: promisify(inflate),
    br: promisify(brotliDecompress),
};

/** A body without its content coding; one that is not known, or not kept to, is left as it is. */
async function decode(
    body: Buffer,
    header: string | undefined,
    maxOutputLength: number,
): Promise<{ bytes: Buffer; truncated: boolean; coding?: string }> {
    const coding = header?.trim().toLowerCase();
    if (coding === undefined || coding === "" || coding === "identity")
        return { bytes: body, truncated: false };
    const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (decoder === undefined) return { bytes: body, truncated: false, coding };
    try {
        return { bytes: await decoder(body, { maxOutputLength }), truncated: false, coding };
    } catch (error) {
        return { bytes: body, truncated: errorCode(error) === "ERR_BUFFER_TOO_LARGE", coding };
    }
}

function joined(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
    return Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
            name.toLowerCase(),
            Array.isArray(value) ? value.join(", ") : (value ?? ""),
        ]),
    );
}
