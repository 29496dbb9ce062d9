import type { JudgedStatement } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** A pattern that more than one project of a group can match. */
export const trustSubjectProjects = {
    name: "trust-subject-projects",
    codes: ["subject-several-projects"],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    return judged.subjects
        .filter(({ isVacuous, projects }) => !isVacuous && projects.reach === "projects")
        .map(({ value, projects }): VerdictFinding => {
            const where = judged.namespacePinned
                ? "every present and future project directly in the group with that namespace_id that matches"
                : `every present and future project below ${projects.group ?? "it"} that matches, in subgroups too`;
            return {
                code: "subject-several-projects",
                severity: "high",
                effect: "open",
                path: value.path,
                value: value.text,
                what: `the pattern "${value.text}" matches more than one project`,
                then: `${where}, can assume this role`,
                fix: 'List the projects, each closed by a colon: "project_path:GROUP/PROJECT:ref_type:branch:ref:main". If the whole group is meant, list this pattern, or a wider one, under allowedSubjects of the policy.',
                found: projects.found,
                exposes: "projects",
            };
        });
}
