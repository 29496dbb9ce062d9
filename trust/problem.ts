/**
 * One thing that is wrong with something a person wrote: a stack's config, a component's arguments, an issuer URL.
 * A check returns all of them at once, so that everything can be mended in one go.
 */
export interface Problem {
    /** Where it stands: a config path or JSON path such as `roles.web.subjects[0].branches[1]`; empty for the value itself. */
    path: string;
    /** The value as it was given. Left out where the value is what is missing, or must never be shown. */
    value?: unknown;
    /** What is wrong, as a clause without its place: `must begin with "https://"`. */
    message: string;
    /** What to write instead, as an imperative sentence. */
    fix: string;
}

/** The same problems, seen from further out: every path with `prefix` before it. */
export function atPath(prefix: string, problems: readonly Problem[]): Problem[] {
    return problems.map((problem) => ({
        ...problem,
        path:
            problem.path === "" || problem.path.startsWith("[")
                ? prefix + problem.path
                : `${prefix}.${problem.path}`,
    }));
}

/** The problems as numbered text, one block each: place and value, what is wrong, what to write instead. */
export function formatProblems(problems: readonly Problem[]): string {
    return problems
        .map((problem, index) => {
            const value = problem.value === undefined ? "" : ` = ${shortValue(problem.value)}`;
            return `${String(index + 1)}. ${problem.path || "value"}${value}\n   ${problem.message}\n   -> ${problem.fix}`;
        })
        .join("\n");
}

/** A value as it fits into one line of a message; longer ones are cut at 120 characters, private keys are not shown. */
export function shortValue(value: unknown): string {
    // JSON has no text for undefined, functions and symbols; circular values throw.
    let text: string | undefined;
    try {
        text = JSON.stringify(value);
    } catch {
        text = undefined;
    }
    text ??= Object.prototype.toString.call(value);
    // Under a misspelled key anything can stand.
    if (mentionsPrivateKey(typeof value === "string" ? value : text))
        return "(not shown: it holds a private key)";
    return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

/** The JSON path of a member: `Condition` below `Statement[0]` is `Statement[0].Condition`; other names than plain words are quoted. */
export function memberPath(parent: string, key: string | number): string {
    if (typeof key === "number") return `${parent}[${String(key)}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
    return parent === "" ? key : `${parent}.${key}`;
}

/**
 * The known name that a misspelled one most likely stands for, or undefined when none is near: at most a third of the
 * letters may differ (Levenshtein distance, letter case ignored).
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
    let nearest: string | undefined;
    let least = Math.max(1, Math.floor(name.length / 3)) + 1;
    for (const candidate of known) {
        const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
        if (distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

function editDistance(left: string, right: string): number {
    let row = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (let i = 1; i <= left.length; i++) {
        const next = [i];
        for (let j = 1; j <= right.length; j++) {
            const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
            next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[right.length] ?? 0;
}

/** Where something secret was found, and what it is. The value itself is never kept. */
interface PrivateKeyMaterial {
    /** Its JSON path; empty for the text as a whole. */
    path: string;
    kind: "private-member" | "private-key-text";
}

/** Members of a private or symmetric key: RFC 7518, sections 6.2.2, 6.3.2 and 6.4. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** The beginning of a PEM block as it is, and in base64 ("-----BEGIN" at any of the three offsets). */
const pemBegin = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|LS0tLS1CRUdJT|0tLS0tQkVHSU|tLS0tLUJFR0lO/;

/**
 * Finds what must never be published: a private or symmetric member of a key at any depth, and a private key as PEM text,
 * also in base64. Takes a text or what a JSON text parses to. Whether a member's value is a usable key does not matter.
 */
export function findPrivateKeyMaterial(value: unknown): PrivateKeyMaterial[] {
    const found: PrivateKeyMaterial[] = [];
    const open: { value: unknown; path: string }[] = [{ value, path: "" }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const { value: part, path } = next;
        if (typeof part === "string") {
            if (pemBegin.test(part)) found.push({ path, kind: "private-key-text" });
        } else if (Array.isArray(part)) {
            part.forEach((item: unknown, index) => open.push({ value: item, path: memberPath(path, index) }));
        } else if (typeof part === "object" && part !== null) {
            for (const [name, member] of Object.entries(part)) {
                const at = memberPath(path, name);
                if (privateMembers.includes(name.toLowerCase())) {
                    found.push({ path: at, kind: "private-member" });
                } else {
                    open.push({ value: member, path: at });
                }
            }
        }
    }
    return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Whether a text that could not be read as JSON holds a private key all the same: as PEM, or as a member of a key. */
export function mentionsPrivateKey(text: string): boolean {
    return pemBegin.test(text) || /"(?:d|p|q|dp|dq|qi|oth|k)"\s*:\s*["[]/.test(text);
}
