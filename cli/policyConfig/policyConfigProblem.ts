import type { Problem } from "../../trust/problem";

/** One mistake in a policy config file. `path` is its place in the file, such as `["trust-audience"].enforcementLevel`. */
export interface PolicyConfigProblem extends Problem {
    /** The name that the file gives the policy; empty where the file as a whole is concerned. */
    policy: string;
}
