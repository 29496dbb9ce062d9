import type { JudgedStatement } from "./judgedStatement";
import type { JudgedSubject } from "./judgedSubject";
import type { VerdictFinding } from "./verdictFinding";

/** A pattern that more than one project of a group can match. */
export function trustSubjectProjects(judged: JudgedStatement): VerdictFinding[] {
    if (judged.projectPinned) return [];
    return judged.subjects
        .filter((subject) => !subject.isVacuous && reachesSeveral(judged, subject))
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
                fix: 'List the projects, each closed by a colon: "project_path:GROUP/PROJECT:ref_type:branch:ref:main". If the whole group is meant, allow this pattern by its exact text in the policy\'s allowedSubjects.',
                witness: projects.witness,
            };
        });
}

function reachesSeveral(judged: JudgedStatement, { projects }: JudgedSubject): boolean {
    return projects.reach === "group" || (projects.reach === "open" && judged.namespacePinned);
}
