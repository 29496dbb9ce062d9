import type { X509Certificate } from "node:crypto";
import { isPublicAddress } from "../probe/publicAddress";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";
import { judgeChain } from "./judgeChain";
import type { HostObservation } from "./observation";

/** What OpenSSL says where the other side speaks no version that was offered, or no TLS at all. */
const protocolErrors =
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|HANDSHAKE_FAILURE|WRONG_VERSION_NUMBER|ERR_SSL/;

/** What is judged beside the observation. */
export interface HostContext {
    issuer: string;
    roots: readonly X509Certificate[];
    /** Milliseconds since 1970. */
    now: number;
}

/** Judges a host up to its certificates: its name, whether AWS could reach it, TLS versions, the chain. */
export function judgeHost(seen: HostObservation, { issuer, roots, now }: HostContext): DoctorFinding[] {
    const { host, addresses, handshakes } = seen;
    const report = (...rest: [Parameters<typeof doctorFinding>[0], string, string]): DoctorFinding => {
        const [code, message, fix] = rest;
        return doctorFinding(code, issuer, host, message, fix);
    };
    const publish =
        "AWS must reach it from the internet. An instance that cannot be public publishes its documents elsewhere: discovery in the stack's config.";
    if (addresses.length === 0) {
        const message = `has no address here (${seen.error ?? "no answer"})`;
        return [report("host-not-found", message, `Look for a slip in the name. ${publish}`)];
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
                : report("host-unreachable", `takes no connection on port 443 (${errors})`, publish),
        ];
    }
    if (first.version === "TLSv1.3")
        findings.push(
            report(
                "tls13-only",
                "takes TLS 1.3 only; AWS then goes by the registered thumbprint, not by public CAs",
                "Allow TLS 1.2 too, or keep the thumbprint up to date (gitlab-aws-oidc:thumbprints).",
            ),
        );
    return [...findings, ...judgeChain(first.chain ?? [], { issuer, host, roots, now })];
}
