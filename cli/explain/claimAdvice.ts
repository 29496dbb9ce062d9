import type { Advice } from "./advice";
import { type ConditionMiss, wantAdvice } from "./conditionMiss";

/** What a job can do so that a claim has another value; claims that are not here stand for who the job is. */
const jobSide: Readonly<Record<string, (got: string, wanted: string) => { reason: string; fix: string }>> = {
    ref_protected: (_, wanted) =>
        wanted === "true"
            ? {
                  reason: "the ref is not protected; this statement takes protected refs only",
                  fix: "Protect the branch or Git tag in GitLab (Settings, Repository), or run on one that is protected.",
              }
            : {
                  reason: "the ref is protected; this statement takes unprotected refs only",
                  fix: "Run on a ref that is not protected, if that is really meant.",
              },
    pipeline_source: (got, wanted) => ({
        reason: `the pipeline was started by "${got}"; this statement takes "${wanted}"`,
        fix: `Start it so: pipeline_source "${wanted}", or let the role take "${got}" too.`,
    }),
    runner_environment: (got, wanted) => ({
        reason: `the job ran on a ${got} runner; this statement takes ${wanted} ones`,
        fix: `Give the job tags of a ${wanted} runner.`,
    }),
    user_access_level: (got, wanted) => ({
        reason: `the user who started the job is ${got}; this statement takes ${wanted}`,
        fix: `Let a user with that access level start it.`,
    }),
};

/** What to do where a key other than `sub` and `aud` has a value that a statement does not take. */
export function claimAdvice(miss: ConditionMiss, name: string): Advice {
    const [got = ""] = miss.got ?? [];
    const wanted = miss.wanted.find((value) => !/[*?]/.test(value));
    const described = wanted === undefined ? undefined : jobSide[name]?.(got, wanted);
    if (described !== undefined && wanted !== undefined)
        return { path: miss.path, ...described, change: { on: "claims", claim: name, value: wanted } };
    const values = miss.wanted.map((value) => `"${value}"`).join(" or ");
    return wantAdvice(
        miss,
        name === "project_id" || name === "namespace_id"
            ? `the token's ${name} is "${got}"; this statement takes ${values}: another project or group, or one that was made anew under an old path`
            : `${name} is "${got}"; this statement takes ${values}`,
        `Run a job that the role takes, or add "${got}" to this condition.`,
        [...miss.wanted, got],
    );
}
