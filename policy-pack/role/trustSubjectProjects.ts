import { broadSubjectPolicy } from "./broadSubjectPolicy";

/** A subject that more than one project can match. */
export const trustSubjectProjects = broadSubjectPolicy({
    name: "trust-subject-projects",
    displayName: "One project per subject",
    description: "A subject names one project.",
    level: "mandatory",
    severity: "high",
    effect: "open",
    remediationSteps:
        "List the projects, each to the colon behind its name. A group that is meant as a whole is allowed by its text in allowedSubjects.",
    tags: ["trust-policy", "subject"],
});
