import type { Change } from "./change";

/** One thing that stands between a job and a role. */
export interface Advice {
    /** JSON path of the condition or statement in the trust policy; `token` or `provider` where it is about these. */
    path: string;
    /** What does not fit, as a sentence without full stop. */
    reason: string;
    /** What to do, as sentences. */
    fix: string;
    /** The same for a machine: with all changes of an explanation made, the job gets in. */
    change: Change;
}
