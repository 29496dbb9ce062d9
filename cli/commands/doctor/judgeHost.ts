import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { isPublicAddress, privateAddressCode } from "../../net";
import { type Authorities, certificateName, readCertificateChain, thumbprintOf } from "./certificateChain";
import { type DoctorCode, type DoctorFinding, doctorFinding } from "./findings";
import type { HostObservation } from "./observe";

/** What OpenSSL says where the other side speaks no version that was offered, or no TLS at all. */
const protocolErrors =
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|HANDSHAKE_FAILURE|WRONG_VERSION_NUMBER|ERR_SSL/;

/** What is judged beside the observation. */
export interface HostContext {
    issuer: string;
    authorities: Authorities;
    /** Milliseconds since 1970. */
    now: number;
}

/** Judges a host up to its certificates: its name, whether AWS could reach it, TLS versions, the chain. */
export function judgeHost(seen: HostObservation, { issuer, authorities, now }: HostContext): DoctorFinding[] {
    const { host, addresses, handshakes, throughProxy } = seen;
    const report = (...rest: [Parameters<typeof doctorFinding>[0], string, string]): DoctorFinding => {
        const [code, message, fix] = rest;
        return doctorFinding(code, issuer, host, message, fix);
    };
    const publish =
        "AWS must reach it from the internet. An instance that cannot be public publishes its documents elsewhere: discovery in the stack's config.";
    if (addresses.length === 0 && !throughProxy) {
        const message = `has no address here (${seen.error ?? "no answer"})`;
        return [report("host-not-found", message, `Check the spelling. ${publish}`)];
    }
    const findings = addresses.every(isPublicAddress)
        ? []
        : [
              report(
                  "host-private",
                  `has an address that only a private network reaches: ${addresses.join(", ")}`,
                  publish,
              ),
          ];
    if (seen.withheld) {
        const fix = `${publish} To look at it all the same, add --allow-private-addresses.`;
        const where = addresses.length === 0 ? "" : `: ${addresses.join(", ")}`;
        return [
            report(
                "host-private",
                `has a private address and was not contacted, because only the document names it${where}`,
                fix,
            ),
        ];
    }
    const failed = handshakes.filter(({ error }) => error !== undefined);
    const [first] = handshakes.filter(({ error }) => error === undefined);
    if (first === undefined) {
        const errors = [...new Set(failed.map(({ error }) => error ?? ""))].join(", ");
        const isProtocol = failed.some(({ error = "" }) => protocolErrors.test(error));
        return [
            ...findings,
            isProtocol
                ? report(
                      "tls-failed",
                      `speaks neither TLS 1.2 nor TLS 1.3 on port 443 (${errors})`,
                      "Serve HTTPS on port 443 with TLS 1.2 and TLS 1.3.",
                  )
                : report(
                      "host-unreachable",
                      `accepts no connection on port 443 (${errors.replace(privateAddressCode, "its address became private")})`,
                      publish,
                  ),
        ];
    }
    if (first.version === "TLSv1.3")
        findings.push(
            report(
                "tls13-only",
                "accepts TLS 1.3 only; AWS then goes by the registered thumbprint, not by public CAs",
                "Allow TLS 1.2 too, or keep the thumbprint up to date (gitlab-aws-oidc:thumbprints).",
            ),
        );
    return [...findings, ...judgeChain(first.chain ?? [], { issuer, host, authorities, now })];
}

/** What a chain is judged against. */
interface ChainContext {
    issuer: string;
    host: string;
    authorities: Authorities;
    /** Milliseconds since 1970. */
    now: number;
}

const day = 24 * 60 * 60 * 1000;
const orderFix =
    "Write the certificate file again: the host's certificate, then each intermediate in order, every one once, and at most the root at the end. Then reload the server (GitLab: the file of nginx['ssl_certificate']).";
const privateFix = (thumbprint: string): string =>
    `Use a certificate of a public CA. Or register its thumbprint: thumbprints: ["${thumbprint}"] in the stack's config (gitlab-aws-oidc:thumbprints).`;

/**
 * Judges the certificates that a host sent, DER in their order, as IAM and STS check them: the host's own first, then its
 * intermediates, nothing twice, nothing else.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html and
 * https://docs.gitlab.com/ci/cloud_services/aws/ ("Could not connect to openid configuration of provider").
 */
function judgeChain(sent: readonly Buffer[], context: ChainContext): DoctorFinding[] {
    const { issuer, host, authorities } = context;
    const findings: DoctorFinding[] = [];
    const report = (code: DoctorCode, message: string, fix: string): void => {
        findings.push(doctorFinding(code, issuer, host, message, fix));
    };
    const chain = readCertificateChain(sent, authorities);
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
            `Add the intermediate certificate of "${issuerName}" to the certificate file, behind the one that it signed. If that is your own CA, name it with --ca-file: ${privateFix(thumbprintOf(top))}`,
        );
    } else if (chain.anchor === "self-signed") {
        report("self-signed", "has a certificate that it signed itself", privateFix(thumbprintOf(top)));
    } else if (chain.anchor === "private") {
        report(
            "private-ca",
            `has a certificate of "${certificateName(chain.ownAuthority ?? top)}", which is not a public CA`,
            privateFix(thumbprintOf(top)),
        );
    }
    path.forEach((certificate) => {
        judgeValidity(certificate, context.now, report);
    });
    if ((isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) === undefined) {
        const covered = leaf.subjectAltName ?? certificateName(leaf);
        report(
            "certificate-host",
            `has a certificate for other hosts: ${covered}`,
            `Use a certificate that names ${host}.`,
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
