import type { X509Certificate } from "node:crypto";
import type { AccountProvider } from "../estate";
import { readCertificateChain, thumbprintOf } from "./certificateChain";
import type { DoctorCode } from "./doctorCodes";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";
import type { IssuerObservation } from "./observation";

/** Findings that a registered thumbprint settles. */
const settledByThumbprint: readonly DoctorCode[] = ["self-signed", "private-ca", "tls13-only"];

/**
 * Compares the account's provider with what was seen: URL, audiences, and the thumbprints where AWS goes by them. Returns
 * the findings about the issuer that still stand, and those about the provider. `name` is what a reader calls the provider.
 */
export function judgeProvider(
    provider: AccountProvider,
    name: string,
    seen: IssuerObservation,
    findings: readonly DoctorFinding[],
    roots: readonly X509Certificate[],
): DoctorFinding[] {
    const { issuer } = seen;
    const found: DoctorFinding[] = [];
    const report = (code: DoctorCode, message: string, fix: string): void => {
        found.push(doctorFinding(code, issuer, name, message, fix));
    };
    const url = `https://${provider.url.replace(/^https:\/\//, "")}`;
    if (url !== issuer)
        report(
            "provider-url",
            `has the URL ${url}, and the issuer is ${issuer}; AWS compares byte for byte`,
            "Make a provider for the issuer as the tokens spell it: a provider's URL cannot be changed.",
        );
    if (provider.clientIds.length === 0)
        report(
            "provider-no-audience",
            "has no audience registered, so it takes no token",
            "Register the audience that the jobs' id_tokens have.",
        );
    const needed = findings.some(({ code }) => settledByThumbprint.includes(code));
    const missing = needed
        ? topThumbprints(seen, roots).filter((one) => !provider.thumbprints.includes(one.toLowerCase()))
        : [];
    if (missing.length > 0)
        report(
            "provider-thumbprint",
            `has not the thumbprint ${missing.join(", ")} of the certificate that is served`,
            `Add it: thumbprints: ${JSON.stringify(missing)} in the stack's config.`,
        );
    const standing =
        missing.length === 0 ? findings.filter(({ code }) => !settledByThumbprint.includes(code)) : findings;
    return [...standing, ...found];
}

/** The thumbprint that IAM takes of each host: of the last certificate of its chain. */
function topThumbprints({ hosts }: IssuerObservation, roots: readonly X509Certificate[]): string[] {
    const tops = hosts.flatMap(({ handshakes }) => {
        const sent = handshakes.find(({ chain }) => chain !== undefined)?.chain ?? [];
        const top = readCertificateChain(sent, roots)?.path.at(-1);
        return top === undefined ? [] : [thumbprintOf(top)];
    });
    return [...new Set(tops)];
}
