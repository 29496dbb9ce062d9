// The page's search: every word must be in a row, in any order. The picture shows the groups that have one, and of a large
// group so many projects at a time. A script, not a module: it is put into the page as it is, without its types.
(() => {
    /** How many projects of a group are shown at once. */
    const step = 100;
    const search = find("#search", HTMLInputElement);
    const onlyOpen = find("#only-open", HTMLInputElement);
    const count = find("#count", HTMLElement);
    const rows = all("tbody tr").map((element) => ({ element, ...looked(element, "") }));
    const groups = all("details").map((element) => ({
        element: element as HTMLDetailsElement,
        isOpen: (element as HTMLDetailsElement).open,
        more: element.querySelector<HTMLButtonElement>("button.more"),
        shown: step,
        projects: [...element.querySelectorAll<HTMLElement>(".projects > li")].map((project) => ({
            element: project,
            leaves: [...project.querySelectorAll<HTMLElement>(".roles > li")].map((leaf) => ({
                element: leaf,
                ...looked(leaf, project.dataset["name"] ?? ""),
            })),
        })),
    }));

    function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
        const element = document.querySelector(selector);
        if (element instanceof kind) return element;
        throw new Error(`The page has no ${selector}.`);
    }

    function all(selector: string): HTMLElement[] {
        return [...document.querySelectorAll<HTMLElement>(selector)];
    }

    function looked(element: HTMLElement, before: string): { text: string; isOpen: boolean } {
        return {
            text: `${before} ${element.textContent ?? ""}`.toLowerCase(),
            isOpen: "open" in element.dataset,
        };
    }

    function show(): void {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        const isAsked = words.length > 0 || onlyOpen.checked;
        const fits = ({ text, isOpen }: { text: string; isOpen: boolean }): boolean =>
            (!onlyOpen.checked || isOpen) && words.every((word) => text.includes(word));
        let shownRows = 0;
        for (const row of rows) {
            const hit = fits(row);
            row.element.hidden = !hit;
            if (hit) shownRows++;
        }
        let hitProjects = 0;
        for (const group of groups) {
            let hits = 0;
            for (const project of group.projects) {
                let isHit = false;
                for (const leaf of project.leaves) {
                    const hit = fits(leaf);
                    leaf.element.hidden = !hit;
                    if (hit) isHit = true;
                }
                if (isHit) hits++;
                project.element.hidden = !isHit || hits > group.shown;
            }
            hitProjects += hits;
            group.element.hidden = hits === 0;
            if (group.more !== null) {
                const rest = hits - group.shown;
                group.more.hidden = rest <= 0;
                group.more.textContent = `Show ${String(Math.min(step, rest))} of ${String(rest)} more projects`;
            }
        }
        for (const { element, isOpen } of groups) element.open = isAsked ? hitProjects < 200 : isOpen;
        count.textContent =
            shownRows === rows.length
                ? `${String(rows.length)} access paths`
                : `${String(shownRows)} of ${String(rows.length)} access paths`;
    }

    function showAgain(): void {
        for (const group of groups) group.shown = step;
        show();
    }

    for (const group of groups)
        group.more?.addEventListener("click", () => {
            group.shown += step;
            const isOpen = group.element.open;
            show();
            group.element.open = isOpen;
        });
    let timer = 0;
    search.addEventListener("input", () => {
        clearTimeout(timer);
        timer = window.setTimeout(showAgain, 80);
    });
    onlyOpen.addEventListener("change", showAgain);
    if (location.hash.length > 1) search.value = decodeURIComponent(location.hash.slice(1));
    show();
})();
