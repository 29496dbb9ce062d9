import type { RoleAccess } from "../access/roleAccess";
import { type Terminal, textTable } from "../terminal";

const columns = [
    { title: "Role", leastWidth: 10 },
    { title: "Projects", leastWidth: 12 },
    { title: "Refs", leastWidth: 10 },
    { title: "Conditions", leastWidth: 14 },
    { title: "Still open", leastWidth: 12 },
];

/** The access table: who may assume which role, one row per way in; a role's name stands in its first row only. */
export function accessSection(
    access: readonly RoleAccess[],
    terminal: Pick<Terminal, "style" | "width">,
): string[] {
    if (access.length === 0) return ["No role takes GitLab jobs."];
    const rows = access.flatMap(({ role, isKnown, entries }) => {
        if (!isKnown) return [[role, "not known before the deployment", "", "", "everything"]];
        return entries.map(({ projects, refs, conditions, open }, index) => [
            index === 0 ? role : "",
            projects,
            refs,
            listCell(conditions, "none"),
            listCell(open, "nothing"),
        ]);
    });
    return textTable(columns, rows, terminal.width, (line) => terminal.style("bold", line));
}

function listCell(texts: readonly string[], none: string): string {
    return texts.length === 0 ? none : texts.join("\n");
}
