import type { X509Certificate } from "node:crypto";
import { parseIssuer } from "../../trust/issuer/issuerUrl";
import type { AccountProvider } from "../estate";
import { type DoctorDocument, doctorDocument } from "./doctorDocument";
import { type DoctorFinding, doctorFinding } from "./doctorFinding";
import { judgeIssuer } from "./judgeIssuer";
import { judgeMirror, observeInstanceKeys } from "./judgeMirror";
import { judgeProvider } from "./judgeProvider";
import { observeIssuer, type Probing } from "./observeIssuer";

/** What is compared beside the issuer itself. */
export interface Comparison {
    /** The account's provider, and what a reader calls it. */
    provider?: { name: string; found: AccountProvider };
    /** The URL of the instance that the issuer is a mirror of. */
    instance?: string;
}

/**
 * Looks at an issuer as a person typed it and judges it. A slip in the address is a finding, and the address that was
 * meant is looked at. Undefined where the text has no host at all. `roots`: the public CAs. Never throws.
 */
export async function diagnose(
    text: string,
    { provider, instance }: Comparison,
    probing: Probing,
    roots: readonly X509Certificate[],
): Promise<DoctorDocument | undefined> {
    const meant = meantIssuer(text);
    if (meant === undefined) return undefined;
    const { issuer, findings: slips } = meant;
    const seen = await observeIssuer(issuer, probing);
    const now = Date.now();
    const judged = judgeIssuer(seen, { roots, now, limits: probing.limits });
    let findings = [...slips, ...judged.findings];
    if (provider !== undefined)
        findings = judgeProvider(provider.found, provider.name, seen, findings, roots);
    if (instance !== undefined && judged.keySet !== undefined) {
        const answer = await observeInstanceKeys(instance, probing);
        findings.push(...judgeMirror(issuer, judged.keySet, answer, now / 1000));
    }
    return doctorDocument(seen, findings, judged.keySet, roots);
}

/** The issuer that a text means, and what is wrong with how it is written. */
export function meantIssuer(text: string): { issuer: string; findings: DoctorFinding[] } | undefined {
    // Typed at a prompt, a host alone is short for its address.
    const { issuer, problems } = parseIssuer(text.includes("://") ? text : `https://${text}`);
    if (issuer !== undefined) return { issuer: issuer.url, findings: [] };
    const wanted = problems
        .map(({ fix }) => /"(https:\/\/[^"]+)"/.exec(fix)?.[1])
        .find((url) => url !== undefined);
    const url = wanted === undefined ? undefined : parseIssuer(wanted).issuer?.url;
    if (url === undefined || problems.some(({ code }) => code === "no-host")) return undefined;
    return {
        issuer: url,
        findings: problems.map(({ message, fix }) => doctorFinding("url-wrong", text, text, message, fix)),
    };
}
