import type { AccountProvider } from "../../estate";
import { proxyAddress, readTypedAddress, type TypedAddress } from "../../net";
import type { Authorities } from "./certificateChain";
import { judgeMirror, judgeProvider } from "./comparisons";
import { type DoctorFinding, doctorFinding } from "./findings";
import { judgeIssuer } from "./judgeDocuments";
import { type IssuerObservation, observeInstanceKeys, observeIssuer, type Probing } from "./observe";
import { type DoctorDocument, doctorDocument } from "./report";

/** What is compared in addition to the issuer itself. */
export interface Comparison {
    /** The account's provider, and what a reader calls it. */
    provider?: { name: string; found: AccountProvider };
    /** The URL of the instance that the issuer is a mirror of. */
    instance?: string;
}

/**
 * Looks at an issuer as a person typed it and judges it. A mistake in the address is a finding, and the address that was
 * meant is looked at. Undefined where the string has no host at all. Never throws.
 */
export async function diagnose(
    text: string,
    { provider, instance }: Comparison,
    probing: Probing,
    authorities: Authorities,
): Promise<DoctorDocument | undefined> {
    const typed = readTypedAddress(text, "refused");
    if (typed === undefined) return undefined;
    const { meant: issuer } = typed;
    const seen = await observeIssuer(issuer, probing);
    const now = Date.now();
    const judged = judgeIssuer(seen, { authorities, now, limits: probing.limits });
    let findings = [...addressFindings(typed), ...judged.findings];
    if (provider !== undefined)
        findings = judgeProvider(provider.found, provider.name, seen, findings, authorities);
    if (instance !== undefined && judged.keySet !== undefined) {
        const answer = await observeInstanceKeys(instance, probing);
        findings.push(...judgeMirror(issuer, judged.keySet, answer, now / 1000));
    }
    return doctorDocument(seen, findings, proxyNotes(seen, probing), judged.keySet, authorities);
}

function addressFindings({ shown, meant, host, problems }: TypedAddress): DoctorFinding[] {
    const findings = problems.map(({ message, fix }) =>
        doctorFinding("url-wrong", shown, shown, message, fix),
    );
    if (host === "international-name")
        findings.push(
            doctorFinding(
                "url-international",
                shown,
                shown,
                `has a host name with letters beyond ASCII; name servers, certificates and tokens have its ASCII form, ${new URL(meant).hostname}`,
                `Write "${meant}", in GitLab's external_url too.`,
            ),
        );
    if (host === "ip-address")
        findings.push(
            doctorFinding(
                "url-ip-address",
                meant,
                shown,
                "has an IP address in place of a host name; that AWS accepts one is not documented, and few public CAs sign certificates for one",
                "Give the instance a host name, and register the issuer under it.",
            ),
        );
    return findings;
}

/** A proxy that inspects TLS shows its own certificates, and answers from where it stands. */
function proxyNotes({ hosts }: IssuerObservation, { route: { proxy } }: Probing): string[] {
    const names = hosts.filter(({ throughProxy }) => throughProxy).map(({ host }) => host);
    if (proxy === undefined || names.length === 0) return [];
    return [
        `${names.join(", ")}: seen through the proxy ${proxyAddress(proxy)} (${proxy.variable}); a proxy that inspects TLS shows its own certificates`,
    ];
}
