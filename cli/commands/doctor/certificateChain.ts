import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

/** The CAs that a chain is judged by. */
export interface Authorities {
    /** The public ones. AWS keeps a list of its own, which is not published. */
    public: readonly X509Certificate[];
    /** The organization's own. */
    own: readonly X509Certificate[];
}

/** The public CAs that Node comes with (Mozilla's list), and those of a PEM text. Throws where it holds none that can be read. */
export function knownAuthorities(pem = ""): Authorities {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return {
        public: rootCertificates.map((each) => new X509Certificate(each)),
        own: blocks.map((each) => new X509Certificate(each)),
    };
}

/** How the certificates that a server sent belong together. */
export interface CertificateChain {
    /** As sent. */
    sent: X509Certificate[];
    /** From the server's own certificate upwards, as far as what was sent goes. Never empty. */
    path: X509Certificate[];
    /** Sent more than once; each once. */
    duplicates: X509Certificate[];
    /** Sent, and no part of the path. */
    extras: X509Certificate[];
    /** Whether the path was sent in its order. */
    isOrdered: boolean;
    /** What the path ends in: a known public CA, a CA's own certificate that is not known, the server's own, or nothing. */
    anchor: "public" | "private" | "self-signed" | "missing";
    /** The organization's own CA that signed the path's end, where it was not sent. */
    ownAuthority?: X509Certificate;
}

/** Reads what a server sent, DER; undefined where one of them is no certificate, or there is none. */
export function readCertificateChain(
    sent: readonly Buffer[],
    authorities: Authorities,
): CertificateChain | undefined {
    const certificates = parseAll(sent);
    const [first] = certificates ?? [];
    if (certificates === undefined || first === undefined) return undefined;
    const unique = certificates.filter((one, index) => certificates.findIndex(isSame(one)) === index);
    const leaf = first.ca ? (unique.find(({ ca }) => !ca) ?? first) : first;
    const path = [leaf];
    for (let top = leaf; !isSelfSigned(top);) {
        const issuer = unique.find((one) => !path.includes(one) && isIssuedBy(top, one));
        if (issuer === undefined) break;
        path.push(issuer);
        top = issuer;
    }
    const ownAuthority = authorities.own.find(
        (one) => !path.some(isSame(one)) && isIssuedBy(path.at(-1) ?? leaf, one),
    );
    const anchor = anchorOf(path, authorities.public);
    const inPath = unique.filter((one) => path.includes(one));
    return {
        sent: certificates,
        path,
        duplicates: unique.filter((one) => certificates.filter(isSame(one)).length > 1),
        extras: unique.filter((one) => !path.includes(one)),
        isOrdered: inPath.every((one, index) => one === path[index]),
        ...(anchor === "missing" && ownAuthority !== undefined
            ? { anchor: "private", ownAuthority }
            : { anchor }),
    };
}

/** The SHA-1 thumbprint as IAM expects it: 40 hexadecimal digits. */
export function thumbprintOf(certificate: X509Certificate): string {
    return certificate.fingerprint.replaceAll(":", "").toLowerCase();
}

/** What a reader calls a certificate: its common name, or its whole subject. */
export function certificateName({ subject, fingerprint }: X509Certificate): string {
    return /^CN=(.+)$/m.exec(subject)?.[1] ?? (subject.replaceAll("\n", ", ") || fingerprint);
}

function anchorOf(
    path: readonly X509Certificate[],
    roots: readonly X509Certificate[],
): CertificateChain["anchor"] {
    const isPublic = (one: X509Certificate): boolean =>
        roots.some((root) => root.fingerprint256 === one.fingerprint256 || isIssuedBy(one, root));
    if (path.some(isPublic)) return "public";
    const top = path.at(-1);
    if (top === undefined || !isSelfSigned(top)) return "missing";
    return path.length === 1 ? "self-signed" : "private";
}

function isSelfSigned(certificate: X509Certificate): boolean {
    // A server's own certificate may not sign others, which checkIssued would ask of it.
    return certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isSame(left: X509Certificate): (right: X509Certificate) => boolean {
    return (right) => left.fingerprint256 === right.fingerprint256;
}

function parseAll(sent: readonly Buffer[]): X509Certificate[] | undefined {
    try {
        return sent.map((der) => new X509Certificate(der));
    } catch {
        return undefined;
    }
}
