import { guardKind } from "./guard";
import { isNamedElsewhere, keysNamed, type JudgedStatement } from "./judgedStatement";
import type { VerdictFinding } from "./verdictFinding";
import type { Severity } from "../finding";

/** `sub`: missing, empty, or nothing but wildcards. */
export function trustSubjectRequired(judged: JudgedStatement): VerdictFinding[] {
    const { issuer } = judged;
    if (issuer === undefined) return [];
    const blocks = keysNamed(judged, "sub").map(({ block }) => block);
    const form = `"StringEquals": {"${issuer}:sub": "project_path:GROUP/PROJECT:ref_type:branch:ref:main"}`;
    const positive = blocks.filter((block) => guardKind(block) === "positive");

    if (positive.length === 0) {
        const isGuardless = blocks.every(
            (block) => guardKind(block) === "unknown" || onlyDemandsPresence(block.values),
        );
        return isGuardless && !isNamedElsewhere(judged, "sub") ? [missing(judged, issuer, form)] : [];
    }
    const empties = positive.flatMap((block): VerdictFinding[] => {
        const fix = `Write ${form}.`;
        if (block.values.length === 0) {
            return [
                {
                    code: "subject-list-empty",
                    severity: "high",
                    effect: "mixed",
                    path: block.path,
                    value: [],
                    what: `the list of subjects under ${block.key} is empty, which is no guard`,
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
        .map(({ value, example }): VerdictFinding => ({
            ...severityAndReach(judged, issuer),
            code: "subject-wildcard-only",
            path: value.path,
            value: value.text,
            what: `the subject "${value.text}" is nothing but wildcards${value.text.includes("${") ? " and policy variables" : ""}`,
            fix: `Write ${form}; a pattern needs StringLike and at least "project_path:GROUP/PROJECT:".`,
            witness: example?.subject,
        }));
    return [...empties, ...vacuous];
}

function missing(judged: JudgedStatement, issuer: string, form: string): VerdictFinding {
    const denied = judged.denied
        ? ` (the Deny statement on a subject is not counted: what it leaves open is not examined)`
        : "";
    return {
        ...severityAndReach(judged, issuer),
        code: "subject-missing",
        path: `${judged.statement.path}.Condition`,
        what: `no condition on ${issuer}:sub says which project may come in${denied}`,
        fix: `Add ${form}.`,
        witness: judged.projectPinned
            ? undefined
            : "project_path:stranger/app:ref_type:branch:ref:any-branch",
    };
}

/** How bad it is that the subject says nothing; ids of projects or groups can say it instead, other keys cannot. */
function severityAndReach(
    judged: JudgedStatement,
    issuer: string,
): { severity: Severity; effect: "open"; then: string } {
    const effect = "open";
    if (judged.projectPinned) {
        const refs = judged.refsProtected ? "protected branch or Git tag" : "branch or Git tag";
        const then = `any ${refs} of the project with that project_id gets in, and AWS refuses to save a role for gitlab.com without its subject`;
        return { severity: "medium", effect, then };
    }
    if (judged.namespacePinned) {
        return {
            severity: "high",
            effect,
            then: "any project of the group with that namespace_id gets in, on any branch or Git tag",
        };
    }
    return judged.shared
        ? {
              severity: "critical",
              effect,
              then: `any project on ${issuer}, anybody's in the world, can assume this role`,
          }
        : { severity: "high", effect, then: `any project of any user of ${issuer} can assume this role` };
}

/** `Null` with `false` is met by every token: all have a subject. */
function onlyDemandsPresence(values: readonly { text: string }[]): boolean {
    return values.length > 0 && values.every(({ text }) => text.toLowerCase() === "false");
}
