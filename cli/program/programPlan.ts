import type { PlannedResource, SerializedProperties } from "./plannedResource";

/** How much a message of the program matters; an `error` fails the run. */
export type MessageSeverity = "info" | "warning" | "error";

/** Something the program said while it ran: a log line, a print, or the error that ended it. */
export interface ProgramMessage {
    severity: MessageSeverity;
    text: string;
    /** URN of the resource it concerns. */
    urn?: string;
}

/** A provider function that the program called, and what it was told in place of an answer from the cloud. */
export interface AnsweredCall {
    /** Function token, such as `aws:index/getCallerIdentity:getCallerIdentity`. */
    token: string;
    /**
     * `placeholder`: a marked stand-in; `config`: what the stack's config says; `given`: from the user's answers;
     * `unanswered`: the program was told that nobody can know offline.
     */
    source: "placeholder" | "config" | "given" | "unanswered";
    result: Record<string, unknown>;
}

/** What one run of a program in preview mode would have done. */
export interface ProgramPlan {
    /** In the order of registration; the stack itself comes first. */
    resources: PlannedResource[];
    /** The stack outputs, serialized; empty where the program failed. */
    outputs: SerializedProperties;
    calls: AnsweredCall[];
    messages: ProgramMessage[];
    /** Whether the program ran to its end without an error. */
    completed: boolean;
}
