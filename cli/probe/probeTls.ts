import { connect as connectTcp } from "node:net";
import { connect as connectTls, type SecureVersion } from "node:tls";
import { errorCode, httpsPort, type Network, type ProbeLimits, withinTime } from "./network";
import { RecordingStream } from "./recordingStream";
import { decryptHandshake, tls13Cipher } from "./tls13Handshake";
import { readCertificates, readRecords, tlsNumbers } from "./tlsRecords";

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

/** Shakes hands with a host once per TLS version. Certificates are only looked at: nothing is sent over these connections. */
export async function probeTls(
    host: string,
    network: Network,
    limits: ProbeLimits,
): Promise<HandshakeObservation[]> {
    return Promise.all(
        triedVersions.map(async (version) => {
            try {
                return {
                    version,
                    ...(await withinTime(shakeHands(host, version, network, limits), limits.giveUpAfter)),
                };
            } catch (error) {
                return { version, error: errorCode(error) };
            }
        }),
    );
}

function shakeHands(
    host: string,
    version: SecureVersion,
    network: Network,
    limits: ProbeLimits,
): Promise<{ chain?: Buffer[] }> {
    return new Promise((settle, reject) => {
        const raw = connectTcp(network.endpoint(host, httpsPort));
        const recording = new RecordingStream(raw);
        const isTls13 = version === "TLSv1.3";
        const socket = connectTls({
            socket: recording,
            servername: host,
            minVersion: version,
            maxVersion: version,
            // What is wrong with the certificates is judged apart, all of it.
            rejectUnauthorized: false,
            ...(isTls13 ? { ciphers: tls13Cipher } : {}),
        });
        let secret: Buffer | undefined;
        const timer = setTimeout(() => {
            socket.destroy(Object.assign(new Error("took too long"), { code: "ETIMEDOUT" }));
            raw.destroy();
        }, limits.giveUpAfter);
        socket.on("keylog", (line: Buffer) => {
            const [label, , hex = ""] = line.toString("latin1").trim().split(" ");
            if (label === "SERVER_HANDSHAKE_TRAFFIC_SECRET") secret = Buffer.from(hex, "hex");
        });
        socket.once("secureConnect", () => {
            const chain = sentCertificates(recording.bytes, isTls13 ? secret : undefined);
            settle(chain === undefined ? {} : { chain });
            socket.destroy();
            raw.destroy();
        });
        socket.once("error", reject);
        socket.once("close", () => {
            clearTimeout(timer);
            raw.destroy();
            reject(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
        });
    });
}

function sentCertificates(bytes: Buffer, secret: Buffer | undefined): Buffer[] | undefined {
    const records = readRecords(bytes);
    if (secret !== undefined) return readCertificates(decryptHandshake(records, secret), true);
    const handshake = records.filter(({ type }) => type === tlsNumbers.handshake);
    return readCertificates(Buffer.concat(handshake.map(({ content }) => content)), false);
}
