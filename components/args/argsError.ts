import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../../trust/problem";

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

/** Leaves out problems that only follow from another: at the same place, further in, or that something is missing further out. */
export function withoutConsequences(first: readonly Problem[], consequences: readonly Problem[]): Problem[] {
    const rest = consequences.filter(
        (problem) =>
            !first.some(
                ({ path }) =>
                    isWithin(problem.path, path) || (isAboutNothing(problem) && isWithin(path, problem.path)),
            ),
    );
    return [...first, ...rest];
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
