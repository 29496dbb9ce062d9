import type { AccessEntry } from "../../trust/admission";

/** One way into a role, in one line: projects, refs, further conditions. What is open is in the words of the first two. */
export function accessWords({ projects, refs, conditions }: AccessEntry): string {
    return [projects, refs, ...conditions].join("; ");
}
