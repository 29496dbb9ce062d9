import type { Diagnostic } from "../analyzer";
import type { RoleAccess } from "../access/roleAccess";
import type { AnsweredCall, ProgramMessage } from "../program/programPlan";
import type { PlannedOptions } from "../program/plannedResource";

/**
 * What the policies say about a resource: the worst violation, or that there is none. Resources that are only looked up
 * are judged where they are managed.
 */
export type Verdict = "passed" | "advisory" | "mandatory" | "looked-up";

/** One resource in the preview. */
export interface PreviewResource {
    urn: string;
    type: string;
    name: string;
    parent?: string;
    custom: boolean;
    /** One line: what it is for. */
    purpose: string;
    verdict: Verdict;
    /** Secrets and unknowns are marked texts. */
    inputs: Record<string, unknown>;
    dependencies: string[];
    options: PlannedOptions;
}

/** A violation, with what the pack says about its policy. */
export interface Violation extends Diagnostic {
    /** The page that explains the policy; empty where it has none. */
    url: string;
}

/** Everything that `preview` shows, and what it prints with `--json`. */
export interface PreviewDocument {
    project: string;
    stack: string;
    organization: string;
    stackFile: string;
    /** Provider functions that were not answered by a cloud. */
    calls: AnsweredCall[];
    /** What this preview could not take into account, in sentences. */
    notes: string[];
    messages: ProgramMessage[];
    resources: PreviewResource[];
    policies: {
        pack: string;
        version: string;
        /** The file with the pack's config; absent where every policy runs with its defaults. */
        configFile?: string;
        ran: string[];
        disabled: string[];
        violations: Violation[];
    };
    access: RoleAccess[];
    outputs: Record<string, unknown>;
    counts: { resources: number; roles: number; policies: number; mandatory: number; advisory: number };
}
