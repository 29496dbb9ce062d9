import { CommandError } from "../terminal";
import type { PlannedStack } from "./planStack";
import type { ProgramPlan } from "./programPlan";

/** The plan of a program that ran to its end. Throws CommandError with what it said otherwise: nothing of it holds then. */
export function completedPlan({
    plan,
    project,
    stack,
}: Pick<PlannedStack, "plan" | "project" | "stack">): ProgramPlan {
    if (plan.completed) return plan;
    const errors = plan.messages.filter(({ severity }) => severity === "error").map(({ text }) => text);
    throw new CommandError(
        `The program of ${project.name} failed for the stack ${stack}.\n${errors.join("\n") || "It did not say why."}`,
    );
}
