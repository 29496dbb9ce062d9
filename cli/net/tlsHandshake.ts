import { createDecipheriv, createHmac } from "node:crypto";
import { isIP } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls, type SecureVersion } from "node:tls";
import { httpsPort } from "./addresses";
import { errorCode, openConnection, type Route, withinTime } from "./connection";

/*
 * The certificates as a server sent them. Node shows a chain only in the order in which it belongs together; what matters
 * to AWS is the order in which it came, so the handshake is read from the bytes.
 */

/** The TLS versions that are tried, the one that shows its certificates in the clear first. */
export const triedVersions = ["TLSv1.2", "TLSv1.3"] as const satisfies readonly SecureVersion[];

/** What came of one handshake. */
export interface HandshakeObservation {
    version: (typeof triedVersions)[number];
    /** Why there was none: an error code of the system or of OpenSSL. Absent where it succeeded. */
    error?: string;
    /** The certificates as the server sent them, DER. Absent where none could be read. */
    chain?: Buffer[];
}

/**
 * Performs one handshake per TLS version with a host's port 443. Certificates are only looked at: nothing is sent over
 * these connections. Never throws; takes at most `giveUpAfter` milliseconds.
 */
export async function probeTls(
    host: string,
    route: Route,
    giveUpAfter: number,
): Promise<HandshakeObservation[]> {
    return Promise.all(
        triedVersions.map(async (version) => {
            try {
                const chain = await withinTime(async (signal) => {
                    const raw = await openConnection(host, httpsPort, route, signal);
                    return handshake(raw, host, version, signal);
                }, giveUpAfter);
                return { version, ...(chain === undefined ? {} : { chain }) };
            } catch (error) {
                return { version, error: errorCode(error) };
            }
        }),
    );
}

function handshake(
    raw: Duplex,
    host: string,
    version: SecureVersion,
    signal: AbortSignal,
): Promise<Buffer[] | undefined> {
    return new Promise((settle, reject) => {
        const recording = new RecordingStream(raw);
        const isTls13 = version === "TLSv1.3";
        const socket = connectTls({
            socket: recording,
            servername: isIP(host) === 0 ? host : "",
            minVersion: version,
            maxVersion: version,
            // What is wrong with the certificates is judged apart, all of it.
            rejectUnauthorized: false,
            ...(isTls13 ? { ciphers: tls13Cipher } : {}),
        });
        const end = (): void => {
            socket.destroy();
            raw.destroy();
        };
        signal.addEventListener("abort", end);
        let secret: Buffer | undefined;
        socket.on("keylog", (line: Buffer) => {
            const [label, , hex = ""] = line.toString("latin1").trim().split(" ");
            if (label === "SERVER_HANDSHAKE_TRAFFIC_SECRET") secret = Buffer.from(hex, "hex");
        });
        socket.once("secureConnect", () => {
            settle(sentCertificates(recording.bytes, isTls13 ? secret : undefined));
            end();
        });
        socket.once("error", reject);
        socket.once("close", () => {
            raw.destroy();
            reject(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
        });
    });
}

function sentCertificates(bytes: Buffer, secret: Buffer | undefined): Buffer[] | undefined {
    const records = readRecords(bytes);
    if (secret !== undefined) return readCertificates(decryptHandshake(records, secret), true);
    const clear = records.filter(({ type }) => type === tlsNumbers.handshake);
    return readCertificates(Buffer.concat(clear.map(({ content }) => content)), false);
}

/** A connection below TLS that keeps a copy of what the server sent. */
class RecordingStream extends Duplex {
    private readonly received: Buffer[] = [];

    constructor(private readonly socket: Duplex) {
        super();
        socket.on("data", (chunk: Buffer) => {
            this.received.push(chunk);
            if (!this.push(chunk)) socket.pause();
        });
        socket.on("end", () => this.push(null));
        socket.on("error", (error) => this.destroy(error));
        socket.on("close", () => this.destroy());
    }

    /** Everything that the server sent up to now. */
    get bytes(): Buffer {
        return Buffer.concat(this.received);
    }

    override _read(): void {
        this.socket.resume();
    }

    override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
        this.socket.write(chunk, done);
    }

    override _final(done: () => void): void {
        this.socket.end(done);
    }

    override _destroy(error: Error | null, done: (error: Error | null) => void): void {
        this.socket.destroy();
        done(error);
    }
}

/** The cipher that every TLS 1.3 server must have (RFC 8446, section 9.1); with it alone, one way to decrypt is enough. */
const tls13Cipher = "TLS_AES_128_GCM_SHA256";

/**
 * The server's encrypted handshake messages, as far as they came, in one piece. `secret` is the
 * SERVER_HANDSHAKE_TRAFFIC_SECRET of this very connection, which Node hands out; the cipher must be `tls13Cipher`.
 * Source: RFC 8446, sections 5.2, 5.3 and 7.3.
 */
function decryptHandshake(records: readonly TlsRecord[], secret: Buffer): Buffer {
    const key = expandLabel(secret, "key", 16);
    const iv = expandLabel(secret, "iv", 12);
    const messages: Buffer[] = [];
    let sequence = 0n;
    for (const { type, header, content } of records) {
        if (type !== tlsNumbers.applicationData) continue;
        const nonce = Buffer.from(iv);
        nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ sequence, 4);
        sequence++;
        const inner = decryptRecord(key, nonce, header, content);
        // What follows the handshake has another key.
        if (inner === undefined) break;
        const end = inner.findLastIndex((byte) => byte !== 0);
        if (inner[end] === tlsNumbers.handshake) messages.push(inner.subarray(0, end));
    }
    return Buffer.concat(messages);
}

function decryptRecord(key: Buffer, nonce: Buffer, header: Buffer, content: Buffer): Buffer | undefined {
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAAD(header);
    decipher.setAuthTag(content.subarray(-16));
    try {
        return Buffer.concat([decipher.update(content.subarray(0, -16)), decipher.final()]);
    } catch {
        return undefined;
    }
}

/** HKDF-Expand-Label without context; one block of SHA-256 is enough for keys of up to 32 bytes. */
function expandLabel(secret: Buffer, label: string, length: number): Buffer {
    const name = Buffer.from(`tls13 ${label}`);
    const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
    return createHmac("sha256", secret).update(info).digest().subarray(0, length);
}
/** One TLS record: its content type and what it carries. */
interface TlsRecord {
    type: number;
    /** The five bytes before the content; part of what TLS 1.3 authenticates. */
    header: Buffer;
    content: Buffer;
}

/** Content types of records and the handshake message that carries certificates: RFC 8446, sections 4 and 5.1. */
const tlsNumbers = { handshake: 22, applicationData: 23, certificate: 11 } as const;

/** The whole records at the beginning of what a server sent. */
function readRecords(bytes: Buffer): TlsRecord[] {
    const records: TlsRecord[] = [];
    for (let at = 0; at + 5 <= bytes.length;) {
        const end = at + 5 + bytes.readUInt16BE(at + 3);
        if (end > bytes.length) break;
        records.push({
            type: bytes.readUInt8(at),
            header: bytes.subarray(at, at + 5),
            content: bytes.subarray(at + 5, end),
        });
        at = end;
    }
    return records;
}

/**
 * The certificates of the first Certificate message in a run of handshake messages, DER, in the order in which they
 * stand there; undefined where there is no whole one. In TLS 1.3 the list has a context before it, and each certificate
 * extensions behind it (RFC 8446, section 4.4.2; TLS 1.2: RFC 5246, section 7.4.2).
 */
function readCertificates(messages: Buffer, isTls13: boolean): Buffer[] | undefined {
    for (let at = 0; at + 4 <= messages.length;) {
        const end = at + 4 + messages.readUIntBE(at + 1, 3);
        if (end > messages.length) return undefined;
        if (messages.readUInt8(at) === tlsNumbers.certificate)
            return readCertificateList(messages.subarray(at + 4, end), isTls13);
        at = end;
    }
    return undefined;
}

function readCertificateList(body: Buffer, isTls13: boolean): Buffer[] {
    const certificates: Buffer[] = [];
    const contextLength = isTls13 ? 1 + body.readUInt8(0) : 0;
    for (let at = contextLength + 3; at + 3 <= body.length;) {
        const end = at + 3 + body.readUIntBE(at, 3);
        certificates.push(body.subarray(at + 3, end));
        at = isTls13 ? end + 2 + body.readUInt16BE(end) : end;
    }
    return certificates;
}
