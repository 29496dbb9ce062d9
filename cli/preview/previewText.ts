import { type Terminal, wrapText } from "../terminal";
import { accessSection } from "./accessSection";
import { outputSection } from "./outputSection";
import { placeholderNotes } from "./placeholderNotes";
import { policySection } from "./policySection";
import type { PreviewDocument } from "./previewDocument";
import { resourceTree } from "./resourceTree";

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
        ...(messages.length === 0 ? [] : title("The program says")),
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
