import { mentionsPrivateKey } from "./discovery/privateKeyMaterial";

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
    // Under a misspelt key anything can stand.
    if (mentionsPrivateKey(typeof value === "string" ? value : text))
        return "(not shown: it holds a private key)";
    return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
