import { parseUrn } from "../../estate";
import { type Terminal, wrapText } from "../../terminal";
import { accessSection } from "../access";
import { placeholderNotes, type PreviewDocument, type Violation } from "./previewStack";
import { resourceTree, shortType, verdictMark } from "./resourceTree";

const limits =
    "Offline: no account, no state and no provider was asked, so names that AWS makes up, checks of the provider and " +
    "changes against what is deployed are not in it. The engine's preview has them: pulumi preview";

/** The preview for people: resources, policies, who gets in, outputs, and a last line with the counts. */
export function previewText(preview: PreviewDocument, terminal: Pick<Terminal, "style" | "width">): string {
    const { project, stack, policies, counts, messages } = preview;
    const title = (text: string) => ["", terminal.style("bold", text)];
    const wrapped = (text: string, style: "yellow" | "dim") =>
        wrapText(`  ${text}`, terminal.width, "  ").map((line) => terminal.style(style, line));
    return [
        terminal.style("bold", `Offline preview of ${project}, stack ${stack}`),
        ...wrapped(limits, "dim"),
        ...[...placeholderNotes(preview.calls, project), ...preview.notes].flatMap((note) =>
            wrapped(note, "yellow"),
        ),
        ...(messages.length === 0 ? [] : title("Program output")),
        ...messages.flatMap(({ severity, text }) =>
            wrapText(severity === "info" ? text : `${severity}: ${text}`, terminal.width, "  "),
        ),
        ...title("Resources"),
        ...resourceTree(preview.resources, terminal),
        ...title(`Policies of ${policies.pack} ${policies.version}`),
        ...policySection(preview, terminal),
        ...title("Who gets in"),
        ...accessSection(preview.access, terminal),
        ...title("Outputs"),
        ...outputSection(preview.outputs, terminal.width),
        "",
        countLine(counts, terminal),
    ].join("\n");
}

function countLine(
    { resources, roles, policies, mandatory, advisory }: PreviewDocument["counts"],
    { style }: Pick<Terminal, "style">,
): string {
    const count = (number: number, one: string, many = `${one}s`) =>
        `${String(number)} ${number === 1 ? one : many}`;
    const violations = [
        style(mandatory > 0 ? "red" : "green", `${String(mandatory)} mandatory`),
        style(advisory > 0 ? "yellow" : "green", `${String(advisory)} advisory`),
    ].join(" and ");
    return `${count(resources, "resource")}, ${count(roles, "role")}; ${count(policies, "policy", "policies")} ran: ${violations} violations.`;
}

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

/** Stack outputs as lines of name and value; the members of an object stand below its name. */
export function outputSection(outputs: Readonly<Record<string, unknown>>, width: number): string[] {
    const entries = Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) return ["none"];
    return entryLines(entries, "", width);
}

function entryLines(entries: readonly [string, unknown][], indent: string, width: number): string[] {
    const isNested = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
    const plain = entries.filter(([, value]) => !isNested(value));
    const column = Math.max(0, ...plain.map(([name]) => name.length)) + 2;
    return entries.flatMap(([name, value]) => {
        if (isNested(value)) {
            const members = Object.entries(value as Record<string, unknown>);
            return [`${indent}${name}`, ...entryLines(members, `${indent}    `, width)];
        }
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const below = `${indent}    `;
        const fits = indent.length + column + text.length <= width;
        const lines = `${indent}${name.padEnd(column)}${text}`;
        return text.includes("\n") || !fits
            ? [`${indent}${name}`, ...wrapText(`${below}${text}`, width, below)]
            : [lines];
    });
}
