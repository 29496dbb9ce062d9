import { type KeySet, isComing, isSameKey, readKeySet } from "../../../trust/mirror";
import type { AccountProvider } from "../../estate";
import type { DocumentObservation } from "../../net";
import { type Authorities, readCertificateChain, thumbprintOf } from "./certificateChain";
import { type DoctorCode, type DoctorFinding, doctorFinding } from "./findings";
import type { IssuerObservation } from "./observe";

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
    authorities: Authorities,
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
            "Create a provider for the issuer as the tokens spell it: a provider's URL cannot be changed.",
        );
    if (provider.clientIds.length === 0)
        report(
            "provider-no-audience",
            "has no audience registered, so it accepts no token",
            "Register the audience that the jobs' id_tokens have.",
        );
    const needed = findings.some(({ code }) => settledByThumbprint.includes(code));
    const missing = needed
        ? topThumbprints(seen, authorities).filter((one) => !provider.thumbprints.includes(one.toLowerCase()))
        : [];
    if (missing.length > 0)
        report(
            "provider-thumbprint",
            `does not have the thumbprint ${missing.join(", ")} of the certificate that is served`,
            `Add it: thumbprints: ${JSON.stringify(missing)} in the stack's config.`,
        );
    const standing =
        missing.length === 0 ? findings.filter(({ code }) => !settledByThumbprint.includes(code)) : findings;
    return [...standing, ...found];
}

/** The thumbprint that IAM computes for each host: of the last certificate of its chain. */
function topThumbprints({ hosts }: IssuerObservation, authorities: Authorities): string[] {
    const tops = hosts.flatMap(({ handshakes }) => {
        const sent = handshakes.find(({ chain }) => chain !== undefined)?.chain ?? [];
        const top = readCertificateChain(sent, authorities)?.path.at(-1);
        return top === undefined ? [] : [thumbprintOf(top)];
    });
    return [...new Set(tops)];
}

/** Compares the keys of a mirror with those of its instance, at a moment in seconds since 1970. */
export function judgeMirror(
    issuer: string,
    mirrored: KeySet,
    answer: DocumentObservation,
    now: number,
): DoctorFinding[] {
    const report = (code: DoctorCode, message: string, fix: string): DoctorFinding =>
        doctorFinding(code, issuer, issuer, message, fix);
    const { keySet } = answer.kind === "answer" ? readKeySet(answer.text) : {};
    if (keySet === undefined) {
        const why =
            answer.kind === "failure"
                ? answer.error
                : `status ${String(answer.status)}, or no key set that can be read`;
        const message = `could not be compared with the instance: ${answer.url} gave ${why}`;
        const isCertificate = answer.kind === "failure" && /CERT|SIGNED|ISSUER|SIGNATURE/.test(answer.error);
        const fix = isCertificate
            ? "If the instance's CA is your own, name it: --ca-file FILE (PEM)."
            : "Run this where the instance can be reached.";
        return [report("instance-failed", message, fix)];
    }
    const sync = "Publish the instance's keys again: gitlab-aws-oidc discovery sync.";
    const findings = keySet.keys.flatMap((key): DoctorFinding[] => {
        const copy = mirrored.keys.find(({ kid }) => kid === key.kid);
        if (copy === undefined)
            return [
                report(
                    "mirror-key-missing",
                    `lacks the instance's key ${key.kid}: its tokens are refused`,
                    sync,
                ),
            ];
        if (isSameKey(copy, key)) return [];
        return [
            report("mirror-key-differs", `has another key under the id ${key.kid} than the instance`, sync),
        ];
    });
    const extras = mirrored.keys.filter(
        (copy) =>
            !keySet.keys.some(({ kid }) => kid === copy.kid) &&
            !isComing(copy) &&
            (copy.exp === undefined || copy.exp < now),
    );
    return [
        ...findings,
        ...extras.map(({ kid }) =>
            report(
                "mirror-key-extra",
                `serves the key ${kid}, which the instance does not have: whoever holds it can sign tokens`,
                "If it is an old key whose tokens have expired, leave it out; if nobody knows it, take it down now.",
            ),
        ),
    ];
}
