import type { JudgedStatement } from "./judgedStatement";
import type { VerdictFinding } from "./verdictFinding";

/** A wildcard that strangers can match: the top-level group, or the project's id, is not fixed. */
export function trustSubjectNamespace(judged: JudgedStatement): VerdictFinding[] {
    // Ids of projects and groups keep strangers out, whatever the path.
    if (judged.projectPinned || judged.namespacePinned) return [];
    const who = judged.shared
        ? "anybody in the world can register a matching path"
        : `any user of ${judged.issuer ?? "the instance"} who may create groups or projects can register a matching path`;
    return judged.subjects
        .filter((subject) => !subject.isVacuous && subject.projects.reach === "open")
        .map(({ value, projects }): VerdictFinding => {
            const isId = projects.project?.component.endsWith("_id") === true;
            return {
                code: isId ? "subject-id-open" : "subject-namespace-open",
                severity: judged.shared ? "critical" : "high",
                effect: "open",
                path: value.path,
                value: value.text,
                what: isId
                    ? `the pattern "${value.text}" does not fix the project's id`
                    : `the pattern "${value.text}" has a wildcard before the end of the top-level group`,
                then: isId
                    ? "projects of strangers have matching ids and can assume this role"
                    : `${who} and assume this role`,
                fix: isId
                    ? 'Write the whole id: "project_id:42:ref_type:branch:ref:main".'
                    : 'Begin with a literal top-level group and its slash: "project_path:TOPGROUP/PROJECT:ref_type:branch:ref:main".',
                witness: projects.witness,
            };
        });
}
