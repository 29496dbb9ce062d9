import { guardKind, isNamedElsewhere, keysNamed, type JudgedStatement, strangerBy } from "./judgedStatement";
import { isProven, projectsOf, type Way } from "../admission";
import type { Rule, VerdictFinding } from "./model";

/** `sub`: missing, empty, or nothing but wildcards. */
export const trustSubjectRequired = {
    name: "trust-subject-required",
    codes: [
        "subject-missing",
        "subject-list-empty",
        "subject-empty",
        "subject-wildcard-only",
        "subject-open",
    ],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    const { issuer } = judged;
    if (issuer === undefined) return [];
    const blocks = keysNamed(judged, "sub").map(({ block }) => block);
    const form = `"StringEquals": {"${issuer}:sub": "project_path:GROUP/PROJECT:ref_type:branch:ref:main"}`;
    const positive = blocks.filter((block) => guardKind(block) === "positive");

    if (positive.length === 0) {
        const isGuardless = blocks.every((block) => guardKind(block) !== "negative");
        return isGuardless && !isNamedElsewhere(judged, "sub") ? missing(judged, issuer, form) : [];
    }
    const empties = positive.flatMap((block): VerdictFinding[] => {
        const fix = `Write ${form}.`;
        const stranger = strangerBy(judged.open);
        if (block.values.length === 0) {
            return [
                {
                    code: "subject-list-empty",
                    severity: "high",
                    effect: "open",
                    found: stranger,
                    exposes: "outsiders",
                    path: block.path,
                    value: [],
                    what: `the list of subjects under ${block.key} is empty, which restricts nothing`,
                    then: "either nobody matches or the condition is dropped; AWS does not say which",
                    fix,
                },
            ];
        }
        return block.values
            .filter(({ text }) => text === "")
            .map(({ path }) => ({
                code: "subject-empty",
                severity: "high",
                effect: "closed",
                path,
                value: "",
                what: "the subject is empty",
                then: "no token has an empty subject",
                fix,
            }));
    });
    const vacuous = judged.subjects
        .filter((subject) => subject.isVacuous)
        .flatMap(({ value, way }): VerdictFinding[] =>
            reachWithout(judged, issuer, way).map((open) => ({
                ...open,
                code: "subject-wildcard-only",
                path: value.path,
                value: value.text,
                what: `the subject "${value.text}" is nothing but wildcards${value.text.includes("${") ? " and policy variables" : ""}`,
                fix: `Write ${form}; a pattern needs StringLike and at least "project_path:GROUP/PROJECT:".`,
            })),
        );
    return [...empties, ...vacuous];
}

function missing(judged: JudgedStatement, issuer: string, form: string): VerdictFinding[] {
    if (judged.widest === undefined) return [];
    return reachWithout(judged, issuer, judged.widest).map((open) => ({
        ...open,
        code: "subject-missing",
        path: `${judged.statement.path}.Condition`,
        what: `no condition on ${issuer}:sub specifies which project is meant`,
        fix: `Add ${form}.`,
    }));
}

/**
 * How bad it is that the subject says nothing; ids of projects or groups can say it instead, and so can a Deny that leaves
 * one project: then nothing is wrong.
 */
function reachWithout(
    judged: JudgedStatement,
    issuer: string,
    way: Way,
): Pick<VerdictFinding, "severity" | "effect" | "then" | "found" | "exposes">[] {
    const projects = projectsOf(way);
    const { reach } = projects;
    // A token of those who were meant shows nothing of others.
    const found = projects.found ?? (reach === "project" ? way.example : undefined);
    const effect = "open";
    if (reach === "nobody" || (reach === "project" && !judged.projectPinned)) return [];
    if (!isProven(found)) {
        const then = "who can assume this role is not proven, so nothing is known to keep strangers out";
        return [{ severity: "high", effect: "mixed", then }];
    }
    if (reach === "project") {
        const refs = judged.refsProtected ? "protected branch or Git tag" : "branch or Git tag";
        const then = `any ${refs} of the project with that project_id can assume this role, and AWS refuses to save a role for gitlab.com without its subject`;
        return [{ severity: "medium", effect, then, found, exposes: "refs" }];
    }
    if (reach === "projects") {
        const which = judged.namespacePinned ? "with that namespace_id" : "that remains";
        const then = `any project of the group ${which} can assume this role, on any branch or Git tag`;
        return [{ severity: "high", effect, then, found, exposes: "projects" }];
    }
    const then = judged.shared
        ? `any project on ${issuer}, anybody's in the world, can assume this role`
        : `any project of any user of ${issuer} can assume this role`;
    return [{ severity: judged.shared ? "critical" : "high", effect, then, found, exposes: "outsiders" }];
}
