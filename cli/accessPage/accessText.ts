import { accessWords } from "../access/accessWords";
import { accessSection } from "../preview/accessSection";
import { type Terminal, wrapText } from "../terminal";
import { type AccessDocument, waysIn } from "./accessDocument";
import type { AccessChange, RoleEntry } from "./compareAccess";

type Look = Pick<Terminal, "style" | "width">;

/** The table for people, with a last line that counts. */
export function accessText(document: AccessDocument, look: Look): string {
    const { of, only, roles } = document;
    const ways = waysIn(document);
    const asked = only === undefined ? "" : `, for ${only}`;
    return [
        look.style("bold", `Who may assume the roles of ${of}${asked}`),
        "",
        ...accessSection(roles, look),
        "",
        `${count(roles.length, "role")}, ${ways === 1 ? "1 way" : `${String(ways)} ways`} in.`,
    ].join("\n");
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
            : `${count(gained.length, "way")} in gained, ${String(lost.length)} lost.`,
    ].join("\n");
}

function count(number: number, one: string): string {
    return `${String(number)} ${number === 1 ? one : `${one}s`}`;
}
