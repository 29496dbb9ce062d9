import type { PolicyValue } from "../conditions";
import type { JudgedStatement } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** A wildcard that strangers can match: the top-level group, or the project's id, is not fixed. */
export const trustSubjectNamespace = {
    name: "trust-subject-namespace",
    codes: ["subject-namespace-open", "subject-id-open", "subject-not-followed"],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    const who = judged.shared
        ? "anybody in the world can register a matching path"
        : `any user of ${judged.issuer ?? "the instance"} who may create groups or projects can register a matching path`;
    return judged.subjects
        .filter(
            ({ isVacuous, projects: { reach } }) =>
                !isVacuous && (reach === "groups" || reach === "instance"),
        )
        .map(({ value, projects }): VerdictFinding => {
            const { found } = projects;
            if (found === undefined) return notFollowed(value);
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
                found,
                exposes: "outsiders",
            };
        });
}

function notFollowed({ path, text }: PolicyValue): VerdictFinding {
    return {
        code: "subject-not-followed",
        severity: "high",
        effect: "mixed",
        path,
        value: text.length <= 300 ? text : `${text.slice(0, 299)}…`,
        what: "the conditions on the subject are too intricate to be followed within the allowed work",
        then: "who can assume this role is not proven, so nothing is known to keep strangers out",
        fix: 'Write fewer patterns with fewer wildcards: "project_path:GROUP/PROJECT:ref_type:branch:ref:main".',
    };
}
