/** One TLS record: its content type and what it carries. */
export interface TlsRecord {
    type: number;
    /** The five bytes before the content; part of what TLS 1.3 authenticates. */
    header: Buffer;
    content: Buffer;
}

/** Content types of records and the handshake message that carries certificates: RFC 8446, sections 4 and 5.1. */
export const tlsNumbers = { handshake: 22, applicationData: 23, certificate: 11 } as const;

/** The whole records at the beginning of what a server sent. */
export function readRecords(bytes: Buffer): TlsRecord[] {
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
export function readCertificates(messages: Buffer, isTls13: boolean): Buffer[] | undefined {
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
