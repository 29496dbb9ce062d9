import type { AwsError } from "../../../trust/aws";
import type { KeySet } from "../../../trust/mirror";
import type { DocumentObservation } from "../../net";
import { type Terminal, wrapText } from "../../terminal";
import { type Authorities, certificateName, readCertificateChain, thumbprintOf } from "./certificateChain";
import type { DoctorFinding } from "./findings";
import { seconds } from "./judgeDocuments";
import type { HostObservation, IssuerObservation } from "./observe";

/** What `doctor --json` prints. */
export interface DoctorDocument {
    issuer: string;
    findings: DoctorFinding[];
    /** What limits these observations, such as a proxy that was not used. */
    notes: string[];
    hosts: {
        host: string;
        addresses: string[];
        /** The TLS versions that it accepts. */
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
    notes: string[],
    keySet: KeySet | undefined,
    authorities: Authorities,
): DoctorDocument {
    const answers = [seen.document, seen.keys].filter((answer) => answer !== undefined);
    return {
        issuer: seen.issuer,
        findings,
        notes,
        hosts: seen.hosts.map((host) => describeHost(host, authorities)),
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
    authorities: Authorities,
): DoctorDocument["hosts"][number] {
    const sent = handshakes.find(({ chain }) => chain !== undefined)?.chain ?? [];
    const certificates = readCertificateChain(sent, authorities)?.sent ?? [];
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

type Look = Pick<Terminal, "style" | "width">;

/** The report for people: what was seen, each finding with AWS's words and the fix, and a last line that counts. */
export function doctorText(document: DoctorDocument, terminal: Look): string {
    const { issuer, findings, notes, hosts, answers, keys } = document;
    const { style, width } = terminal;
    const fact = (text: string): string[] => wrapText(`  ${text}`, width, "    ");
    return [
        style("bold", `${issuer}, as AWS sees it`),
        ...hosts.flatMap(({ host, addresses, tls, certificates }) => [
            ...fact(
                `${host}: ${addresses.join(", ") || "no address"}${tls.length === 0 ? "" : `; ${tls.join(", ")}`}`,
            ),
            ...certificates.flatMap(({ name, issuer: by, until }, index) =>
                fact(`  certificate ${String(index + 1)}: ${name}, signed by ${by}, until ${until}`),
            ),
        ]),
        ...answers.flatMap(({ url, milliseconds, status }) =>
            fact(`${url}: ${status === undefined ? "no answer" : String(status)}, ${seconds(milliseconds)}`),
        ),
        ...(keys.length === 0
            ? []
            : fact(`keys: ${keys.map(({ kid, kty, alg }) => `${kid} (${alg ?? kty})`).join(", ")}`)),
        ...notes.flatMap((note) => fact(`note: ${note}`)),
        "",
        ...findings.flatMap((finding) => [...findingLines(finding, terminal), ""]),
        lastLine(findings, terminal),
    ].join("\n");
}

function findingLines(
    { code, level, where, message, fix, errors }: DoctorFinding,
    { style, width }: Look,
): string[] {
    const [colour, mark] = level === "broken" ? (["red", "✗"] as const) : (["yellow", "!"] as const);
    const [head = "", ...rest] = wrapText(`${mark} ${where} ${message}.`, width, "  ");
    return [
        style(colour, head),
        ...rest,
        ...wrapText(`  -> ${fix}`, width, "     "),
        ...errors.flatMap((error) =>
            wrapText(`  ${errorWords(error)}`, width, "    ").map((line) => style("dim", line)),
        ),
        style("dim", `  ${code}`),
    ];
}

/** AWS's answer on one line, with who gives it. */
function errorWords({ code, message }: AwsError): string {
    const who = /^(OpenIdIdp|InvalidInput)/.test(code)
        ? "IAM, when the provider is created"
        : "STS, in the job";
    return `${who}: ${code}: ${message}`;
}

function lastLine(findings: readonly DoctorFinding[], { style }: Look): string {
    const broken = findings.filter(({ level }) => level === "broken").length;
    const risks = findings.length - broken;
    const tail = risks === 0 ? "" : ` ${String(risks)} ${risks === 1 ? "risk" : "risks"}.`;
    if (broken === 0) return style("green", `No problems found.${tail}`);
    return style(
        "red",
        `${String(broken)} ${broken === 1 ? "problem" : "problems"} that AWS would fail on.${tail}`,
    );
}
