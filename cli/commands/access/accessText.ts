import { type Terminal, textTable, wrapText } from "../../terminal";
import type { AccessChange, RoleEntry } from "./compareAccess";
import { type AccessDocument, accessWords, type RoleAccess, waysIn } from "./roleAccess";

type Look = Pick<Terminal, "style" | "width">;

/** The table for people, with a last line that counts. */
export function accessText(document: AccessDocument, look: Look): string {
    const { of, only, roles } = document;
    const ways = waysIn(document);
    const asked = only === undefined ? "" : `, for ${only}`;
    return [
        look.style("bold", `Who can assume the roles of ${of}${asked}`),
        "",
        ...accessSection(roles, look),
        "",
        `${count(roles.length, "role")}, ${ways === 1 ? "1 access path" : `${String(ways)} access paths`}.`,
    ].join("\n");
}

const columns = [
    { title: "Role", leastWidth: 10 },
    { title: "Projects", leastWidth: 12 },
    { title: "Refs", leastWidth: 10 },
    { title: "Conditions", leastWidth: 14 },
    { title: "Not restricted", leastWidth: 12 },
];

/** The access table: who may assume which role, one row per way in; a role's name stands in its first row only. */
export function accessSection(
    access: readonly RoleAccess[],
    terminal: Pick<Terminal, "style" | "width">,
): string[] {
    if (access.length === 0) return ["No role accepts GitLab jobs."];
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

/** What changes between two documents, for people. */
export function changeText({ gained, lost, unclear }: AccessChange, look: Look): string {
    const lines = (entries: readonly RoleEntry[], mark: string, colour: "red" | "green"): string[] =>
        entries.flatMap(({ role, entry }) => {
            const [head = "", ...rest] = wrapText(`${mark} ${role}: ${accessWords(entry)}`, look.width, "  ");
            return [look.style(colour, head), ...rest];
        });
    const part = (title: string, text: string[]): string[] =>
        text.length === 0 ? [] : [look.style("bold", title), ...text, ""];
    return [
        ...part("Gains access", lines(gained, "+", "green")),
        ...part("Loses access", lines(lost, "-", "red")),
        ...part(
            "Not known before the deployment, so not compared",
            unclear.map((role) => `? ${role}`),
        ),
        gained.length + lost.length === 0
            ? "Nobody gains or loses access."
            : `${count(gained.length, "access path")} gained, ${String(lost.length)} lost.`,
    ].join("\n");
}

function count(number: number, one: string): string {
    return `${String(number)} ${number === 1 ? one : `${one}s`}`;
}

const head = ["| Role | Projects | Refs | Conditions | Still open |", "| --- | --- | --- | --- | --- |"];

/** The table for a merge request's comment. */
export function accessMarkdown(document: AccessDocument): string {
    const { of, only, roles } = document;
    const rows = roles.flatMap(({ role, isKnown, entries }) =>
        isKnown
            ? entries.map((entry) => entryRow({ role, entry }))
            : [row([role, "not known before the deployment", "", "", "everything"])],
    );
    return [
        `### Who can assume the roles of ${text(of)}${only === undefined ? "" : `, for ${text(only)}`}`,
        "",
        ...(rows.length === 0 ? ["No role accepts GitLab jobs."] : [...head, ...rows]),
        "",
        `${String(roles.length)} roles, ${String(waysIn(document))} access paths.`,
    ].join("\n");
}

/** What changes, for a merge request's comment. */
export function changeMarkdown({ gained, lost, unclear }: AccessChange): string {
    const table = (title: string, entries: readonly RoleEntry[]): string[] =>
        entries.length === 0 ? [] : [`### ${title}`, "", ...head, ...entries.map(entryRow), ""];
    return [
        ...table("Gains access", gained),
        ...table("Loses access", lost),
        ...(unclear.length === 0
            ? []
            : [`Not known before the deployment, so not compared: ${unclear.map(text).join(", ")}.`, ""]),
        ...(gained.length + lost.length === 0 ? ["Nobody gains or loses access."] : []),
    ]
        .join("\n")
        .trimEnd();
}

function entryRow({ role, entry }: RoleEntry): string {
    const { projects, refs, conditions, open } = entry;
    return row([
        role,
        projects,
        refs,
        conditions.join("\n"),
        open.length === 0 ? "nothing" : `⚠️ ${open.join("\n")}`,
    ]);
}

function row(cells: readonly string[]): string {
    return `| ${cells.map(text).join(" | ")} |`;
}

/** A text that Markdown shows as it is: names and refs hold `*`, `_`, `|` and worse, and must not become links or mentions. */
function text(value: string): string {
    return value
        .replace(
            /[\\`*[\]<>#!|~$@&]|(?<![a-z0-9])_|_(?![a-z0-9])/gi,
            (character) => `&#${String(character.charCodeAt(0))};`,
        )
        .replace(/\n/g, "<br>");
}
