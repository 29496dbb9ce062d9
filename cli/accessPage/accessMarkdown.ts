import type { AccessChange, RoleEntry } from "./compareAccess";
import { type AccessDocument, waysIn } from "./accessDocument";

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
        `### Who may assume the roles of ${text(of)}${only === undefined ? "" : `, for ${text(only)}`}`,
        "",
        ...(rows.length === 0 ? ["No role takes GitLab jobs."] : [...head, ...rows]),
        "",
        `${String(roles.length)} roles, ${String(waysIn(document))} ways in.`,
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
