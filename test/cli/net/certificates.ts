import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate with its private key, made for a test. */
export interface TestCertificate {
    name: string;
    der: Buffer;
    pem: string;
    keyPem: string;
    key: KeyObject;
    publicKey: KeyObject;
}

/** What a certificate says. */
export interface CertificateWish {
    name: string;
    /** Who signs it. Default: itself. */
    issuer?: TestCertificate;
    isAuthority?: boolean;
    hosts?: readonly string[];
    from?: Date;
    until?: Date;
}

const day = 24 * 60 * 60 * 1000;

/** Makes an X.509 certificate with a P-256 key: RFC 5280, as much of it as a server's chain needs. */
export function makeCertificate(wish: CertificateWish): TestCertificate {
    const { name, issuer, isAuthority = false, hosts = [] } = wish;
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { from = new Date(Date.now() - day), until = new Date(Date.now() + 60 * day) } = wish;
    const spki = publicKey.export({ type: "spki", format: "der" });
    const ownKeyId = keyId(publicKey);
    const signer = issuer ?? { name, key: privateKey, publicKey };
    const algorithm = sequence(oid("2a8648ce3d040302"));
    const extensions = [
        extension("551d13", true, sequence(...(isAuthority ? [tlv(0x01, Buffer.from([0xff]))] : []))),
        extension("551d0f", true, tlv(0x03, isAuthority ? Buffer.from([1, 6]) : Buffer.from([7, 0x80]))),
        extension("551d0e", false, tlv(0x04, ownKeyId)),
        extension("551d23", false, sequence(tlv(0x80, keyId(signer.publicKey)))),
        ...(hosts.length === 0
            ? []
            : [extension("551d11", false, sequence(...hosts.map((host) => tlv(0x82, Buffer.from(host)))))]),
    ];
    const body = sequence(
        tlv(0xa0, tlv(0x02, Buffer.from([2]))),
        tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
        algorithm,
        distinguishedName(signer.name),
        sequence(time(from), time(until)),
        distinguishedName(name),
        spki,
        tlv(0xa3, sequence(...extensions)),
    );
    const signature = sign("sha256", body, signer.key);
    const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
    return {
        name,
        der,
        pem: `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
        keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        key: privateKey,
        publicKey,
    };
}

function keyId(key: KeyObject): Buffer {
    return createHash("sha1")
        .update(key.export({ type: "spki", format: "der" }))
        .digest();
}

function tlv(tag: number, content: Buffer): Buffer {
    const { length } = content;
    const size =
        length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
    return tlv(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
    return tlv(0x06, Buffer.from(hex, "hex"));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
    return sequence(oid(id), ...(isCritical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
}

function distinguishedName(name: string): Buffer {
    return sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from(name)))));
}

function time(moment: Date): Buffer {
    const text = moment.toISOString().replace(/[-:T]|\.\d+/g, "");
    return tlv(0x18, Buffer.from(text));
}
