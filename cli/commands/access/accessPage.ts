import type { AccessEntry } from "../../../trust/admission";
import { policyNotes } from "../../estate";
import { escapeHtml, htmlPage } from "../../report";
import { accessGroups, type ReachingGroup, type ReachingProject } from "./accessGroups";
import { insteadOfEntries } from "./accessText";
import type { RoleChange } from "./compareAccess";
import { type AccessDocument, conditionCells, type RoleAccess, waysIn } from "./roleAccess";

/** Up to so many ways in, every group of the picture stands open. */
const openUpTo = 60;

/** One page that needs nothing else: a table that can be searched, and a picture of groups, projects and roles. */
export function accessHtml(document: AccessDocument): string {
    const { of, only, roles, organizationPolicies, denied = [] } = document;
    const title = `Who can assume the roles of ${of}`;
    const ways = waysIn(document);
    const open = roles.filter(
        ({ isKnown, entries }) => !isKnown || entries.some((entry) => entry.open.length > 0),
    );
    const asked = only === undefined ? "" : ` For ${only}.`;
    const summary = `${counted(roles.length, "role")}, ${counted(ways, "access path")}; ${counted(open.length, "role")} not restricted to one project and ref.${asked}`;
    const groups = accessGroups(document);
    const most = Math.max(1, ...groups.map((group) => group.ways));
    const notes = policyNotes(organizationPolicies).map((note) => `<p>${escapeHtml(note)}</p>`);
    const main = `<p>${escapeHtml(summary)}</p>
${notes.join("\n")}
<div class="bar" role="search">
<input type="search" id="search" placeholder="Search: project, branch, role" aria-label="Search projects, branches and roles">
<label><input type="checkbox" id="only-open"> only what is <span class="open">not restricted</span></label>
<span class="count" id="count" role="status">${String(ways)} access paths</span>
</div>
<section aria-labelledby="groups">
<h2 id="groups">Groups, projects, roles</h2>
<div class="groups">
${groups.map((group) => groupHtml(group, most, ways <= openUpTo)).join("\n")}
</div>
</section>
<section aria-labelledby="paths">
<h2 id="paths">Every access path</h2>
<table>
<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join("")}</tr></thead>
<tbody>
${roles.flatMap(roleRows).join("\n")}
</tbody>
</table>
</section>${deniedHtml(denied)}`;
    return htmlPage({ title, main });
}

/** Whom the organization's policies keep out; nothing where it is nobody. */
function deniedHtml(denied: readonly RoleChange[]): string {
    if (denied.length === 0) return "";
    const items = denied.map(({ role, entry, witnessText }) => {
        const words = `${role}: ${entry.projects}, ${entry.refs}`;
        return `<li>${escapeHtml(words)}<br><small>for example ${escapeHtml(witnessText ?? "nobody that is proven")}</small></li>`;
    });
    return `
<section aria-labelledby="denied">
<h2 id="denied">Kept out by the organization's policies</h2>
<ul>
${items.join("\n")}
</ul>
</section>`;
}

const columns = ["Role", "Projects", "Refs", "Conditions", "Not restricted", "Subject"];

function rowHtml(role: string, entry: AccessEntry): string {
    const { projects, refs, open, subject } = entry;
    const cells = [
        escapeHtml(role),
        escapeHtml(projects),
        escapeHtml(refs),
        listHtml(conditionCells(entry), "none"),
        open.length === 0 ? "nothing" : `<span class="open">${listHtml(open, "")}</span>`,
        subject === undefined ? "any" : `<code>${escapeHtml(subject)}</code>`,
    ];
    return `<tr${open.length === 0 ? "" : " data-open"}>${cellsHtml(cells)}</tr>`;
}

function roleRows(one: RoleAccess): string[] {
    const instead = insteadOfEntries(one);
    if (instead === undefined) return one.entries.map((entry) => rowHtml(one.role, entry));
    const open = one.isKnown
        ? escapeHtml(instead.open)
        : `<span class="open">${escapeHtml(instead.open)}</span>`;
    const cells = [escapeHtml(one.role), escapeHtml(instead.projects), "", "", open, ""];
    return [`<tr${one.isKnown ? "" : " data-open"}>${cellsHtml(cells)}</tr>`];
}

function cellsHtml(cells: readonly string[]): string {
    return cells.map((cell, index) => `<td data-label="${columns[index] ?? ""}">${cell}</td>`).join("");
}

function listHtml(texts: readonly string[], none: string): string {
    return texts.length === 0 ? none : texts.map(escapeHtml).join("<br>");
}

function groupHtml({ name, isOpen, projects, ways }: ReachingGroup, most: number, isShown: boolean): string {
    const counts = `${counted(projects.length, "project")}, ${counted(ways, "access path")}`;
    const width = Math.max(1, Math.round((100 * ways) / most));
    return `<details${isShown || isOpen ? " open" : ""}><summary${isOpen ? ' class="open"' : ""}>${escapeHtml(name)} <span class="count">${counts}</span><span class="meter" style="width:${String(width)}%"></span></summary>
<ul class="projects">${projects.map(projectHtml).join("")}</ul>${projects.length > 100 ? '<button type="button" class="more" hidden></button>' : ""}</details>`;
}

function projectHtml({ name, isOpen, roles }: ReachingProject): string {
    const leaves = roles.map(
        (reached) =>
            `<li${reached.isOpen ? " data-open" : ""}><div class="node${reached.isOpen ? " open" : ""}">${escapeHtml(reached.role)}<small>${escapeHtml(reached.refs)}</small></div></li>`,
    );
    return `<li data-name="${escapeHtml(name)}"><div class="node${isOpen ? " open" : ""}">${escapeHtml(name)}</div><ul class="roles">${leaves.join("")}</ul></li>`;
}

function counted(number: number, one: string): string {
    return `${String(number)} ${number === 1 ? one : `${one}s`}`;
}
