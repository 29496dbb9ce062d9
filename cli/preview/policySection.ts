import { parseUrn } from "../program/resourceUrn";
import { type Terminal, wrapText } from "../terminal";
import type { PreviewDocument, Violation } from "./previewDocument";
import { shortType } from "./resourcePurpose";
import { verdictMark } from "./resourceTree";

type Paper = Pick<Terminal, "style" | "width">;

/** Which policies ran, and every violation with its resource, the worst first. */
export function policySection({ policies }: Pick<PreviewDocument, "policies">, terminal: Paper): string[] {
    const { violations, ran, disabled, configFile } = policies;
    const lines = wrapText(`ran: ${ran.join(", ") || "none"}`, terminal.width, " ".repeat(5));
    if (configFile !== undefined) lines.push(`config: ${configFile}`);
    if (disabled.length > 0)
        lines.push(...wrapText(`switched off by the config: ${disabled.join(", ")}`, terminal.width, "    "));
    if (violations.length === 0) return [...lines, terminal.style("green", "No violations.")];
    return [
        ...lines,
        ...byWeight(violations).flatMap((violation) => ["", ...violationLines(violation, terminal)]),
    ];
}

function violationLines(violation: Violation, terminal: Paper): string[] {
    const { policy, level, severity, message, url, urn } = violation;
    const verdict = level === "mandatory" ? "mandatory" : "advisory";
    const head = [
        verdictMark(verdict, terminal),
        terminal.style(verdict === "mandatory" ? "red" : "yellow", verdict),
        terminal.style("bold", policy),
        severity === undefined ? "" : `(${severity})`,
    ];
    const page = url === "" || message.includes(url) ? [] : [url];
    const body = [`on ${resourceName(urn)}`, ...message.split("\n"), ...page];
    return [
        head.filter((part) => part !== "").join(" "),
        ...body
            .flatMap((line) => wrapText(`    ${line}`, terminal.width, `    ${hangingIndent(line)}`))
            .map((line) => line.trimEnd()),
    ];
}

function resourceName(urn: string | undefined): string {
    if (urn === undefined || urn === "") return "the stack";
    const { typeChain, name } = parseUrn(urn);
    return `${shortType(typeChain.at(-1) ?? "")} ${name}`;
}

function byWeight(violations: readonly Violation[]): Violation[] {
    const weight = ({ level }: Violation) => (level === "mandatory" ? 0 : 1);
    return [...violations].sort((a, b) => weight(a) - weight(b));
}

// A message's second lines begin below its text, not below the word that introduces it: "instead  Add ...".
function hangingIndent(line: string): string {
    return " ".repeat((/^\s+\S+ {2,}(?=\S)/.exec(line) ?? /^\s*/.exec(line))?.[0].length ?? 0);
}
