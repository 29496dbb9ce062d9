import { shortValue } from "../../trust/problem";
import { type Terminal, wrapText } from "../terminal";
import type { PolicyConfigDocument } from "./policyConfigDocument";
import type { PolicyConfigProblem } from "./policyConfigProblem";

/** The verdict on a policy config file for people: each mistake with its place and what to write, then the count. */
export function policyConfigText(
    { file, pack, version, configured, problems }: PolicyConfigDocument,
    terminal: Pick<Terminal, "style" | "width">,
): string {
    const count = `${String(configured.length)} ${configured.length === 1 ? "entry" : "entries"}`;
    const against = `against ${pack} ${version}`;
    if (problems.length === 0)
        return terminal.style("green", `✓ ${file}: ${count}, nothing wrong ${against}.`);
    const number = problems.length === 1 ? "1 mistake" : `${String(problems.length)} mistakes`;
    return [
        ...problems.flatMap((problem) => [...problemLines(problem, terminal), ""]),
        `${file}: ${number} in ${count}, ${against}.`,
    ].join("\n");
}

function problemLines(
    { path, value, message, fix }: PolicyConfigProblem,
    { style, width }: Pick<Terminal, "style" | "width">,
): string[] {
    const given = value === undefined ? "" : ` = ${shortValue(value)}`;
    return [
        `${style("red", "✗")} ${style("bold", path)}${given}`,
        ...wrapText(`  ${message}`, width, "  "),
        ...wrapText(`  ${style("cyan", "->")} ${fix}`, width, "     "),
    ];
}
