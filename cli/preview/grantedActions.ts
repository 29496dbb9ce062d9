const shownActions = 4;

/** The first actions that a permission policy document (text or object) allows: `s3:GetObject, s3:PutObject and 2 more`. */
export function grantedActions(document: unknown): string {
    const statements = listOf(memberOf(parsed(document), "Statement"));
    const allowed = statements.filter((statement) => memberOf(statement, "Effect") === "Allow");
    const actions = allowed.flatMap((statement) => [
        ...listOf(memberOf(statement, "Action")),
        ...listOf(memberOf(statement, "NotAction")).map((action) => `all but ${String(action)}`),
    ]);
    const names = [...new Set(actions.map(String))];
    if (names.length === 0) return typeof parsed(document) === "object" ? "nothing" : "what is not known yet";
    const rest = names.length - shownActions;
    return names.slice(0, shownActions).join(", ") + (rest > 0 ? ` and ${String(rest)} more` : "");
}

function parsed(document: unknown): unknown {
    if (typeof document !== "string") return document;
    try {
        return JSON.parse(document);
    } catch {
        return document;
    }
}

function memberOf(value: unknown, key: string): unknown {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function listOf(value: unknown): unknown[] {
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
