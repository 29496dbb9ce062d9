const references: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** A text as it may stand between tags and in quoted attributes: names of roles and refs come from other people. */
export function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (character) => references[character] ?? character);
}

/** The page's style: one column on a phone, light or dark as the reader's machine is. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --open: #b45309; --ink: #1f2937; --page: #fff; --accent: #4f46e5; }
@media (prefers-color-scheme: dark) { :root { --open: #fbbf24; --ink: #e5e7eb; --page: #111827; --accent: #a5b4fc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; font: 1rem/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page); overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
p { margin: .25rem 0 .75rem; }
.bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
.bar input[type=search] { flex: 1 1 16rem; min-width: 0; font: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; }
.open { color: var(--open); }
.count { color: var(--ink); opacity: .75; }
table { width: 100%; border-collapse: collapse; font-size: .925rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; white-space: nowrap; }
td { min-width: 7rem; }
td code { font-size: .85em; }
td:first-child { font-weight: 600; }
ul { list-style: none; margin: 0; padding: 0; }
.groups { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .5rem; align-items: start; }
details[open] { grid-column: 1 / -1; }
details { border: 1px solid var(--line); border-radius: .6rem; content-visibility: auto; contain-intrinsic-size: auto 3rem; }
summary { cursor: pointer; padding: .55rem .8rem; font-weight: 600; }
summary .meter { display: block; height: .3rem; margin-top: .35rem; border-radius: .2rem; background: var(--accent); opacity: .55; }
.projects { padding: .1rem .8rem .6rem 1.4rem; }
.projects > li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 1.6rem; align-items: center; position: relative; padding: .3rem 0; border-left: 2px solid var(--line); }
.projects > li::before, .roles > li::before { content: ""; position: absolute; top: 50%; border-top: 2px solid var(--line); }
.projects > li::before { left: 0; width: .9rem; }
.node { border: 1px solid var(--line); border-radius: .5rem; padding: .25rem .6rem; background: var(--soft); margin-left: .9rem; }
.node.open { border-color: var(--open); }
.roles { border-left: 2px solid var(--line); }
.roles > li { position: relative; padding: .15rem 0 .15rem .9rem; }
.roles > li::before { left: 0; width: .9rem; }
.roles .node { margin-left: 0; }
.roles small { display: block; opacity: .8; }
.projects > li:has(.roles)::after { content: ""; position: absolute; left: calc(40% - .3rem); width: 1.6rem; top: 50%; border-top: 2px solid var(--line); z-index: -1; }
[hidden] { display: none !important; }
@media (max-width: 44rem) {
  body { padding: .75rem; }
  thead { display: none; }
  tr { display: block; border: 1px solid var(--line); border-radius: .6rem; margin: .6rem 0; padding: .35rem .2rem; content-visibility: auto; contain-intrinsic-size: auto 9rem; }
  td { min-width: 0; display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); border: 0; padding: .2rem .6rem; }
  td::before { content: attr(data-label); opacity: .7; font-weight: 400; }
  .projects > li { grid-template-columns: minmax(0, 1fr); }
  .projects > li::before { top: 1.3rem; }
  .projects > li:has(.roles)::after { display: none; }
  .roles { margin: .3rem 0 0 1.6rem; }
}
@media print { .bar { display: none; } details { break-inside: avoid; } }
`;

/** The page's search: every word must be in a row, in any order. The picture shows the groups that have one. */
export const pageScript = `
"use strict";
(() => {
  const search = document.getElementById("search");
  const onlyOpen = document.getElementById("only-open");
  const count = document.getElementById("count");
  const rows = [...document.querySelectorAll("tbody tr")].map((element) => ({ element, text: element.textContent.toLowerCase(), open: "open" in element.dataset }));
  const leaves = [...document.querySelectorAll(".roles > li")].map((element) => {
    const project = element.closest(".projects > li");
    return { element, project, group: element.closest("details"), text: (project.dataset.name + " " + element.textContent).toLowerCase(), open: "open" in element.dataset };
  });
  const groups = [...document.querySelectorAll("details")].map((element) => ({ element, open: element.open }));
  function show() {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const fits = ({ text, open }) => (!onlyOpen.checked || open) && words.every((word) => text.includes(word));
    let shown = 0;
    for (const row of rows) {
      const hit = fits(row);
      row.element.hidden = !hit;
      if (hit) shown++;
    }
    const seen = new Set();
    for (const leaf of leaves) {
      const hit = fits(leaf);
      leaf.element.hidden = !hit;
      if (hit) { seen.add(leaf.project); seen.add(leaf.group); }
    }
    for (const { project } of leaves) project.hidden = !seen.has(project);
    const asked = words.length > 0 || onlyOpen.checked;
    for (const group of groups) {
      group.element.hidden = !seen.has(group.element);
      group.element.open = asked ? seen.size < 200 : group.open;
    }
    count.textContent = shown === rows.length ? rows.length + " ways in" : shown + " of " + rows.length + " ways in";
  }
  let timer;
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 80); });
  onlyOpen.addEventListener("change", show);
  if (location.hash.length > 1) search.value = decodeURIComponent(location.hash.slice(1));
  show();
})();
`;
