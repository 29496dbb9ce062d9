import { findSubjectComponent, gitlabComIssuer } from "../gitlab";
import type { JudgedStatement } from "./judgedStatement";
import type { VerdictFinding } from "./verdictFinding";

/** gitlab.com: a project that is known by its path alone, which somebody else may have one day. */
export function trustProjectIdentity(judged: JudgedStatement): VerdictFinding[] {
    if (!judged.shared || judged.projectPinned) return [];
    const byPath = judged.subjects.find(({ isVacuous, projects: { reach, project } }) => {
        if (
            isVacuous ||
            project === undefined ||
            findSubjectComponent(project.component)?.kind !== "projectPath"
        )
            return false;
        return reach === "project" || (reach === "group" && !judged.namespacePinned);
    });
    if (byPath === undefined) return [];
    const found = { path: byPath.value.path, value: byPath.value.text, effect: "open" as const };
    if (judged.namespacePinned) {
        return [
            {
                ...found,
                code: "identity-by-namespace",
                severity: "low",
                what: "the project is known by its path and its group's id, not by its own id",
                then: "whoever may delete and create projects in the group can put another project at this path",
                fix: `Add "StringEquals": {"${gitlabComIssuer}:project_id": "ID"}, with the id that the project's page shows.`,
            },
        ];
    }
    return [
        {
            ...found,
            code: "identity-by-path",
            severity: "medium",
            what: "the project is known by its path alone",
            then: "after a deletion or a rename somebody else may register the path; since 2026-06-01 gitlab.com issues no token for a path that another project had, but not for paths that changed hands before",
            fix: `Add "StringEquals": {"${gitlabComIssuer}:project_id": "ID"} or "${gitlabComIssuer}:namespace_id", or begin the subject with project_id.`,
        },
    ];
}
