import { createDecipheriv, createHmac } from "node:crypto";
import { type TlsRecord, tlsNumbers } from "./tlsRecords";

/** The cipher that every TLS 1.3 server must have (RFC 8446, section 9.1); with it alone, one way to decrypt is enough. */
export const tls13Cipher = "TLS_AES_128_GCM_SHA256";

/**
 * The server's encrypted handshake messages, as far as they came, in one piece. `secret` is the
 * SERVER_HANDSHAKE_TRAFFIC_SECRET of this very connection, which Node hands out; the cipher must be `tls13Cipher`.
 * Source: RFC 8446, sections 5.2, 5.3 and 7.3.
 */
export function decryptHandshake(records: readonly TlsRecord[], secret: Buffer): Buffer {
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
