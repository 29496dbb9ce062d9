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
