import type { X509Certificate } from "node:crypto";
import type { KeySet } from "../../trust/mirror";
import type { DocumentObservation } from "../probe/getDocument";
import { certificateName, readCertificateChain, thumbprintOf } from "./certificateChain";
import type { DoctorFinding } from "./doctorFinding";
import type { HostObservation, IssuerObservation } from "./observation";

/** What `doctor --json` prints. */
export interface DoctorDocument {
    issuer: string;
    findings: DoctorFinding[];
    hosts: {
        host: string;
        addresses: string[];
        /** The TLS versions that it takes. */
        tls: string[];
        /** As sent. */
        certificates: { name: string; issuer: string; until: string; thumbprint: string }[];
    }[];
    /** The two documents, as far as they were asked for. */
    answers: { url: string; milliseconds: number; status?: number; cacheControl?: string }[];
    keys: { kid: string; kty: string; alg?: string }[];
}

/** Puts together what was seen and what was found. */
export function doctorDocument(
    seen: IssuerObservation,
    findings: DoctorFinding[],
    keySet: KeySet | undefined,
    roots: readonly X509Certificate[],
): DoctorDocument {
    const answers = [seen.document, seen.keys].filter((answer) => answer !== undefined);
    return {
        issuer: seen.issuer,
        findings,
        hosts: seen.hosts.map((host) => describeHost(host, roots)),
        answers: answers.map(describeAnswer),
        keys: (keySet?.keys ?? []).map(({ kid, kty, alg }) => ({
            kid,
            kty,
            ...(alg === undefined ? {} : { alg }),
        })),
    };
}

function describeHost(
    { host, addresses, handshakes }: HostObservation,
    roots: readonly X509Certificate[],
): DoctorDocument["hosts"][number] {
    const sent = handshakes.find(({ chain }) => chain !== undefined)?.chain ?? [];
    const certificates = readCertificateChain(sent, roots)?.sent ?? [];
    return {
        host,
        addresses,
        tls: handshakes.filter(({ error }) => error === undefined).map(({ version }) => version),
        certificates: certificates.map((one) => ({
            name: certificateName(one),
            issuer: /^CN=(.+)$/m.exec(one.issuer)?.[1] ?? one.issuer.replaceAll("\n", ", "),
            until: one.validTo,
            thumbprint: thumbprintOf(one),
        })),
    };
}

function describeAnswer(answer: DocumentObservation): DoctorDocument["answers"][number] {
    const { url, milliseconds } = answer;
    if (answer.kind === "failure") return { url, milliseconds };
    const cacheControl = answer.headers["cache-control"];
    return {
        url,
        milliseconds,
        status: answer.status,
        ...(cacheControl === undefined ? {} : { cacheControl }),
    };
}
