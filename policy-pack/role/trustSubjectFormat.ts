import { trustRulePolicy } from "./trustRulePolicy";

/** A subject that no GitLab token ever has. */
export const trustSubjectFormat = trustRulePolicy({
    name: "trust-subject-format",
    displayName: "Subjects that GitLab issues",
    description: "A subject is spelt as GitLab issues it.",
    level: "mandatory",
    severity: "high",
    effect: "closed",
    remediationSteps:
        "Write project_path:GROUP/PROJECT:ref_type:branch:ref:NAME, with branch or tag and the short ref.",
    tags: ["trust-policy", "subject"],
});
