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
