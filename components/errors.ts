import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../trust/problem";

/**
 * Arguments that cannot be deployed, with everything that is wrong with them. A Pulumi program and a component plugin
 * both print it without a stack trace.
 */
export class ArgsError extends pulumi.InputPropertiesError {
    /** Each mistake with its path, value and fix. */
    readonly problems: readonly Problem[];

    constructor(what: string, problems: readonly Problem[]) {
        const count = problems.length === 1 ? "1 mistake" : `${String(problems.length)} mistakes`;
        super({
            message: `${what} has ${count}; nothing was registered.\n${formatProblems(problems)}`,
            errors: [],
        });
        this.problems = problems;
        // What pulumi.RunError.isInstance looks for: a program prints the message alone.
        Object.defineProperty(this, "__pulumiRunError", { value: true });
    }
}

/**
 * Adds the problems of what was read to those of reading it, and leaves out what only follows from another one: at the same
 * path, further in, or about something that is missing further out. An entry of a list that could not be read is not among
 * those that were; the places of the entries behind it are given as they are written.
 */
export function withoutConsequences(first: readonly Problem[], consequences: readonly Problem[]): Problem[] {
    const unread = new Set(first.map(({ path }) => path));
    const rest = consequences
        .map((problem) => ({ ...problem, path: asWritten(problem.path, unread) }))
        .filter(
            (problem) =>
                !first.some(
                    ({ path }) =>
                        isWithin(problem.path, path) ||
                        (isAboutNothing(problem) && isWithin(path, problem.path)),
                ),
        );
    return [...first, ...rest];
}

/** A path with every index counted among all entries of its list, also those that could not be read. */
function asWritten(path: string, unread: ReadonlySet<string>): string {
    const [start = "", ...further] = path.split(/(?=\[\d+\])/);
    return further.reduce((list, piece) => {
        const [index = "", rest = ""] = piece.slice(1).split(/\](.*)/s);
        let at = Number(index);
        for (let entry = 0; entry <= at; entry++) if (unread.has(`${list}[${String(entry)}]`)) at++;
        return `${list}[${String(at)}]${rest}`;
    }, start);
}

function isWithin(path: string, outer: string): boolean {
    return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function isAboutNothing({ value }: Problem): boolean {
    return (
        value === undefined ||
        (typeof value === "object" && value !== null && Object.keys(value).length === 0)
    );
}

/**
 * What is wrong with a deployment and can be known only by asking AWS: printed without a stack trace, with what to do.
 * Pulumi puts "error serializing property …" before the message of an error once for every resource that waits for the
 * failed answer, which would bury it; so the message cannot be changed.
 */
export class DeploymentError extends pulumi.RunError {
    constructor(what: string, fix: string) {
        super();
        Object.defineProperty(this, "message", { get: () => `${what}\n-> ${fix}`, set: () => undefined });
    }
}
