import { findSubjectComponent, gitlabComIssuer } from "../gitlab";
import { isProven, withClaim, type Found, type Way } from "../admission";
import { literalGlob } from "../languages";
import type { JudgedStatement } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** gitlab.com: a project that is known by its path alone, which somebody else may have one day. */
export const trustProjectIdentity = {
    name: "trust-project-identity",
    codes: ["identity-by-path", "identity-by-namespace"],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    if (!judged.shared || judged.projectPinned) return [];
    const byPath = judged.subjects.find(({ isVacuous, projects: { reach, project } }) => {
        if (
            isVacuous ||
            project === undefined ||
            findSubjectComponent(project.component)?.kind !== "projectPath"
        )
            return false;
        return reach === "project" || (reach === "projects" && !judged.namespacePinned);
    });
    if (byPath === undefined) return [];
    const found = {
        path: byPath.value.path,
        value: byPath.value.text,
        effect: "open" as const,
        found: ofAnotherProject(byPath.way),
    };
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

/** The same subject in a token of another project: what AWS cannot tell apart. */
function ofAnotherProject(way: Way): Found | undefined {
    const { example } = way;
    if (!isProven(example)) return example;
    return {
        isCertain: example.isCertain,
        get witness() {
            const id = example.witness.claims["project_id"];
            if (typeof id !== "string") return example.witness;
            const none = [literalGlob(id)];
            const other = way.find({
                confine: (box, reading) => withClaim(box, reading, "project_id", { all: [], none }),
            });
            return isProven(other) && other.isCertain === example.isCertain ? other.witness : example.witness;
        },
    };
}
