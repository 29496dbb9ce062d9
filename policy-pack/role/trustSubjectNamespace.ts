import { broadSubjectPolicy } from "./broadSubjectPolicy";

/** A wildcard before the end of the top-level group. */
export const trustSubjectNamespace = broadSubjectPolicy({
    name: "trust-subject-namespace",
    displayName: "No strangers",
    description: "A subject begins with a literal top-level group, so that nobody outside it can match.",
    level: "mandatory",
    severity: "critical",
    effect: "open",
    remediationSteps:
        "Write the whole top-level group and the slash behind it before the first wildcard: project_path:GROUP/...",
    tags: ["trust-policy", "subject"],
});
