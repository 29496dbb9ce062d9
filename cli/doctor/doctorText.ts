import type { AwsError } from "../../trust/aws/awsErrors";
import { printable, type Terminal, wrapText } from "../terminal";
import type { DoctorDocument } from "./doctorDocument";
import type { DoctorFinding } from "./doctorFinding";
import { seconds } from "./judgeAnswer";

type Look = Pick<Terminal, "style" | "width">;

/** The report for people: what was seen, each finding with AWS's words and the fix, and a last line that counts. */
export function doctorText(document: DoctorDocument, terminal: Look): string {
    const { issuer, findings, hosts, answers, keys } = document;
    const { style, width } = terminal;
    const fact = (text: string): string[] => wrapPrintable(`  ${text}`, width, "    ");
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
    const [head = "", ...rest] = wrapPrintable(`${mark} ${where} ${message}.`, width, "  ");
    return [
        style(colour, head),
        ...rest,
        ...wrapPrintable(`  -> ${fix}`, width, "     "),
        ...errors.flatMap((error) =>
            wrapPrintable(`  ${errorWords(error)}`, width, "    ").map((line) => style("dim", line)),
        ),
        style("dim", `  ${code}`),
    ];
}

/** AWS's answer on one line, with who gives it. */
function errorWords({ code, message }: AwsError): string {
    const who = /^(OpenIdIdp|InvalidInput)/.test(code) ? "IAM, when the provider is made" : "STS, in the job";
    return `${who}: ${code}: ${message}`;
}

function lastLine(findings: readonly DoctorFinding[], { style }: Look): string {
    const broken = findings.filter(({ level }) => level === "broken").length;
    const risks = findings.length - broken;
    const tail = risks === 0 ? "" : ` ${String(risks)} ${risks === 1 ? "risk" : "risks"}.`;
    if (broken === 0) return style("green", `Nothing stands in AWS's way.${tail}`);
    return style(
        "red",
        `${String(broken)} ${broken === 1 ? "thing stands" : "things stand"} in AWS's way.${tail}`,
    );
}

/** Everything that is wrapped here comes, in part, from a server or a token. */
function wrapPrintable(text: string, width: number, indent?: string): string[] {
    return wrapText(printable(text), width, indent);
}
