import { trustRulePolicy } from "./trustRulePolicy";

/** A missing or meaningless condition on the subject. */
export const trustSubjectRequired = trustRulePolicy({
    name: "trust-subject-required",
    displayName: "Subject in a trust policy",
    description: "Every statement that lets GitLab in says which projects it is for.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Add a condition on HOST:sub that begins with a literal project_path:GROUP/PROJECT: (or project_id:ID:). Without one, every project of the instance can assume the role; of gitlab.com, every project in the world.",
    tags: ["trust-policy", "subject"],
});
