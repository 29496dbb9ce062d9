import { broadSubjectPolicy } from "./broadSubjectPolicy";

/** A subject that any ref, or more refs than meant, can match. */
export const trustSubjectRefs = broadSubjectPolicy({
    name: "trust-subject-refs",
    displayName: "Guarded refs",
    description: "A subject names the refs that may assume the role, and those are protected in GitLab.",
    level: "advisory",
    severity: "medium",
    effect: "open",
    remediationSteps:
        "Name the branch, or a pattern with a delimiter such as release/* that is protected in GitLab. On gitlab.com, add gitlab.com:ref_protected.",
    tags: ["trust-policy", "subject", "ref"],
});
