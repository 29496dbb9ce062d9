import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

/** The public CAs that Node comes with (Mozilla's list). AWS keeps a list of its own, which is not published. */
export function publicAuthorities(): X509Certificate[] {
    return rootCertificates.map((pem) => new X509Certificate(pem));
}
