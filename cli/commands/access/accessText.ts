import { policyNotes } from "../../estate";
import { type Terminal, textTable, wrapText } from "../../terminal";
import type { AccessEntry } from "../../../trust/admission";
import type { AccessChange, RoleChange } from "./compareAccess";
import { type AccessDocument, accessWords, conditionCells, type RoleAccess, waysIn } from "./roleAccess";

type Look = Pick<Terminal, "style" | "width">;

/** The table for people, with a last line that counts. */
export function accessText(document: AccessDocument, look: Look): string {
    const { of, only, roles, refused, organizationPolicies } = document;
    const ways = waysIn(document);
    const asked = only === undefined ? "" : `, for ${only}`;
    return [
        look.style("bold", `Who can assume the roles of ${of}${asked}`),
        "",
        ...accessSection(roles, look),
        "",
        ...deniedLines(document, look),
        ...answerLines(roles, refused, look),
        ...policyNotes(organizationPolicies).flatMap((note) => wrapText(note, look.width, "  ")),
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
    const rows = access.flatMap((one) => {
        const instead = insteadOfEntries(one);
        if (instead !== undefined) return [[one.role, instead.projects, "", "", instead.open]];
        return one.entries.map((entry, index) => [
            index === 0 ? one.role : "",
            entry.projects,
            entry.refs,
            listCell(conditionCells(entry), "none"),
            listCell(entry.open, "nothing"),
        ]);
    });
    return textTable(columns, rows, terminal.width, (line) => terminal.style("bold", line));
}

/** What stands in place of a role's ways: where its policy is not known, cannot be read, or lets nobody in. */
export function insteadOfEntries({
    isKnown,
    unreadable,
    entries,
}: RoleAccess): { projects: string; open: string } | undefined {
    if (!isKnown) return { projects: "not known before the deployment", open: "everything" };
    if (unreadable !== undefined)
        return {
            projects: `cannot be read (${unreadable.code}): ${unreadable.path === "" ? "the document" : unreadable.path} ${unreadable.message}`,
            open: "",
        };
    return entries.length === 0 ? { projects: "nobody", open: "nothing" } : undefined;
}

/** Whom the organization's policies keep out, by an example for each way into a role; of one job nothing beside its answer. */
function deniedLines({ denied, only }: AccessDocument, look: Look): string[] {
    if (denied === undefined || only !== undefined) return [];
    if (denied.length === 0) return ["The organization's policies keep out nobody whom a role accepts.", ""];
    return [
        look.style("bold", "Kept out by the organization's policies"),
        ...denied.flatMap((one) => [
            ...wrapText(`- ${one.role}: ${one.entry.projects}, ${one.entry.refs}`, look.width, "  "),
            ...wrapText(`    ${proofWords(one)}`, look.width, "      "),
        ]),
        "",
    ];
}

/** What one job was answered, where one is asked about. */
function answerLines(
    roles: readonly RoleAccess[],
    refused: readonly string[] | undefined,
    { style, width }: Look,
): string[] {
    if (refused === undefined) return [];
    const lines = roles.flatMap(({ role, answer, conditional = [] }) => {
        if (answer === undefined) return [];
        const words = answer === "yes" ? "yes" : `yes, if ${conditional.join(", and if ")}`;
        return wrapText(`${role}: ${words}`, width, "  ").map((line) =>
            style(answer === "yes" ? "green" : "yellow", line),
        );
    });
    const others = refused.length === 0 ? [] : wrapText(`No: ${refused.join(", ")}`, width, "  ");
    return [...lines, ...others, ""];
}

function listCell(texts: readonly string[], none: string): string {
    return texts.length === 0 ? none : texts.join("\n");
}

/** What changes between two documents, for people. */
export function changeText(change: AccessChange, look: Look): string {
    const { gained, lost, rewritten, added, removed, unclear } = change;
    const lines = (changes: readonly RoleChange[], mark: string, colour: "red" | "green"): string[] =>
        changes.flatMap((one) => {
            const words = wrapText(`${mark} ${one.role}: ${accessWords(one.entry)}`, look.width, "  ");
            const [head = "", ...rest] = words;
            return [
                look.style(colour, head),
                ...rest,
                ...wrapText(`    ${proofWords(one)}`, look.width, "      "),
            ];
        });
    const part = (title: string, text: string[]): string[] =>
        text.length === 0 ? [] : [look.style("bold", title), ...text, ""];
    const names = (title: string, mark: string, roles: readonly string[]): string[] =>
        part(
            title,
            roles.map((role) => `${mark} ${role}`),
        );
    return [
        ...part("Gains access", lines(gained, "+", "green")),
        ...part("Loses access", lines(lost, "-", "red")),
        ...names("Rewritten: nobody gains or loses access", "=", rewritten),
        ...names("New roles", "+", added),
        ...names("Removed roles", "-", removed),
        ...names("Not known before the deployment, so not compared", "?", unclear),
        gained.length + lost.length === 0
            ? "Nobody gains or loses access."
            : `${count(gained.length, "access path")} gained, ${String(lost.length)} lost.`,
    ].join("\n");
}

/** Who is meant, by an example; or why there is none. */
function proofWords({ proof, witnessText }: RoleChange): string {
    if (proof === "not-proven")
        return "not proven: the two documents are too large to be compared to the end; counted as a change";
    const who = witnessText === undefined ? "any caller without a token" : `for example ${witnessText}`;
    return proof === "if" ? `${who}, if the conditions that no document settles are met` : who;
}

function count(number: number, one: string): string {
    return `${String(number)} ${number === 1 ? one : `${one}s`}`;
}

const head = ["| Role | Projects | Refs | Conditions | Still open |", "| --- | --- | --- | --- | --- |"];

/** The table for a merge request's comment. */
export function accessMarkdown(document: AccessDocument): string {
    const { of, only, roles, organizationPolicies } = document;
    const rows = roles.flatMap((one) => {
        const instead = insteadOfEntries(one);
        if (instead !== undefined) return [row([one.role, instead.projects, "", "", instead.open])];
        return one.entries.map((entry) => entryRow(one.role, entry));
    });
    return [
        `### Who can assume the roles of ${text(of)}${only === undefined ? "" : `, for ${text(only)}`}`,
        "",
        ...(rows.length === 0 ? ["No role accepts GitLab jobs."] : [...head, ...rows]),
        "",
        ...deniedTable(document),
        ...policyNotes(organizationPolicies).flatMap((note) => [text(note), ""]),
        `${String(roles.length)} roles, ${String(waysIn(document))} access paths.`,
    ].join("\n");
}

function deniedTable({ denied = [], only }: AccessDocument): string[] {
    if (denied.length === 0 || only !== undefined) return [];
    const [titles = "", rule = ""] = head;
    return [
        "### Kept out by the organization's policies",
        "",
        `${titles} Who |`,
        `${rule} --- |`,
        ...denied.map((one) => `${entryRow(one.role, one.entry)} ${text(proofWords(one))} |`),
        "",
    ];
}

/** What changes, for a merge request's comment. */
export function changeMarkdown(change: AccessChange): string {
    const { gained, lost, rewritten, added, removed, unclear } = change;
    const [titles = "", rule = ""] = head;
    const table = (title: string, changes: readonly RoleChange[]): string[] =>
        changes.length === 0
            ? []
            : [
                  `### ${title}`,
                  "",
                  `${titles} Who |`,
                  `${rule} --- |`,
                  ...changes.map((one) => `${entryRow(one.role, one.entry)} ${text(proofWords(one))} |`),
                  "",
              ];
    const names = (title: string, roles: readonly string[]): string[] =>
        roles.length === 0 ? [] : [`${title}: ${roles.map(text).join(", ")}.`, ""];
    return [
        ...table("Gains access", gained),
        ...table("Loses access", lost),
        ...names("Rewritten, and nobody gains or loses access", rewritten),
        ...names("New roles", added),
        ...names("Removed roles", removed),
        ...names("Not known before the deployment, so not compared", unclear),
        ...(gained.length + lost.length === 0 ? ["Nobody gains or loses access."] : []),
    ]
        .join("\n")
        .trimEnd();
}

function entryRow(role: string, entry: AccessEntry): string {
    const { projects, refs, open } = entry;
    return row([
        role,
        projects,
        refs,
        conditionCells(entry).join("\n"),
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
