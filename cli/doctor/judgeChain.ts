import type { X509Certificate } from "node:crypto";
import { certificateName, readCertificateChain, thumbprintOf } from "./certificateChain";
import type { DoctorCode } from "./doctorCodes";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";

/** What a chain is judged against. */
export interface ChainContext {
    issuer: string;
    host: string;
    /** The public CAs. */
    roots: readonly X509Certificate[];
    /** Milliseconds since 1970. */
    now: number;
}

const day = 24 * 60 * 60 * 1000;
const orderFix =
    "Write the certificate file anew: the host's certificate, then each intermediate in order, every one once, and at most the root at the end. Then reload the server (GitLab: the file of nginx['ssl_certificate']).";
const privateFix = (thumbprint: string): string =>
    `Take a certificate of a public CA. Or register its thumbprint: thumbprints: ["${thumbprint}"] in the stack's config (gitlab-aws-oidc:thumbprints).`;

/**
 * Judges the certificates that a host sent, DER in their order, as IAM and STS check them: the host's own first, then its
 * intermediates, nothing twice, nothing else.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html and
 * https://docs.gitlab.com/ci/cloud_services/aws/ ("Could not connect to openid configuration of provider").
 */
export function judgeChain(sent: readonly Buffer[], context: ChainContext): DoctorFinding[] {
    const { issuer, host, roots } = context;
    const findings: DoctorFinding[] = [];
    const report = (code: DoctorCode, message: string, fix: string): void => {
        findings.push(doctorFinding(code, issuer, host, message, fix));
    };
    const chain = readCertificateChain(sent, roots);
    if (chain === undefined) {
        report("chain-unreadable", "sends no certificate that can be read", orderFix);
        return findings;
    }
    const { path, duplicates, extras } = chain;
    const names = (certificates: readonly X509Certificate[]): string =>
        certificates.map((one) => `"${certificateName(one)}"`).join(", ");
    if (duplicates.length > 0)
        report("chain-duplicate", `sends certificates more than once: ${names(duplicates)}`, orderFix);
    if (!chain.isOrdered)
        report(
            "chain-order",
            `sends its certificates in the order ${names(chain.sent)}; they belong in the order ${names(path)}`,
            orderFix,
        );
    if (extras.length > 0)
        report(
            "chain-extra",
            `sends certificates that do not belong to its chain: ${names(extras)}`,
            orderFix,
        );
    const [leaf] = path;
    const top = path.at(-1);
    if (leaf === undefined || top === undefined) return findings;
    if (chain.anchor === "missing") {
        const issuerName = /^CN=(.+)$/m.exec(top.issuer)?.[1] ?? top.issuer;
        report(
            "chain-incomplete",
            `does not send the certificate of "${issuerName}", which signed "${certificateName(top)}"`,
            `Add the intermediate certificate of "${issuerName}" to the certificate file, behind the one that it signed. If that is a CA of your own: ${privateFix(thumbprintOf(top))}`,
        );
    } else if (chain.anchor === "self-signed") {
        report("self-signed", "has a certificate that it signed itself", privateFix(thumbprintOf(top)));
    } else if (chain.anchor === "private") {
        report(
            "private-ca",
            `has a certificate of "${certificateName(top)}", which is no public CA`,
            privateFix(thumbprintOf(top)),
        );
    }
    path.forEach((certificate) => {
        judgeValidity(certificate, context.now, report);
    });
    if (leaf.checkHost(host) === undefined) {
        const covered = leaf.subjectAltName ?? certificateName(leaf);
        report(
            "certificate-host",
            `has a certificate for other hosts: ${covered}`,
            `Take a certificate that names ${host}.`,
        );
    }
    return findings;
}

function judgeValidity(
    certificate: X509Certificate,
    now: number,
    report: (code: DoctorCode, message: string, fix: string) => void,
): void {
    const name = `the certificate "${certificateName(certificate)}"`;
    const until = Date.parse(certificate.validTo);
    const renew = "Renew it, and look at what should have renewed it.";
    if (now > until) report("certificate-expired", `${name} expired on ${certificate.validTo}`, renew);
    else if (now < Date.parse(certificate.validFrom))
        report(
            "certificate-not-yet-valid",
            `${name} is valid only from ${certificate.validFrom} on`,
            "Look at the clock of whoever made it, or wait.",
        );
    // A certificate that lives for six days is renewed late by design.
    else if (until - now < Math.min(14 * day, (until - Date.parse(certificate.validFrom)) / 3))
        report("certificate-expires-soon", `${name} expires on ${certificate.validTo}`, renew);
}
