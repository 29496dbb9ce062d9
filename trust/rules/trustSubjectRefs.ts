import type { RefReach } from "../admission";
import { gitlabComIssuer } from "../gitlab";
import type { JudgedStatement, JudgedSubject } from "./judgedStatement";
import type { Rule, VerdictFinding } from "./model";

/** More refs than were probably meant: any, of any type, behind an unguarded prefix, or Git tags by pattern. */
export const trustSubjectRefs = {
    name: "trust-subject-refs",
    codes: ["refs-any", "refs-any-type", "refs-tags-by-pattern", "refs-prefix-unguarded"],
    judge,
} as const satisfies Rule;

function judge(judged: JudgedStatement): VerdictFinding[] {
    if (judged.refsProtected) return [];
    return judged.subjects
        .filter((subject) => asksForRefs(judged, subject))
        .flatMap((subject) => judgeRefs(judged, subject));
}

/**
 * Whether the refs are a question of their own. Where strangers come in they are none: a stranger's refs have any name.
 * Where one wildcard takes in projects and refs alike, it is reported once, for the projects.
 */
function asksForRefs(judged: JudgedStatement, { value, projects, isVacuous }: JudgedSubject): boolean {
    if (isVacuous) return false;
    if (projects.reach === "project" || judged.projectPinned) return true;
    const keepsStrangersOut = projects.reach === "projects" || judged.namespacePinned;
    return keepsStrangersOut && /:ref(?:_type)?:/.test(value.text);
}

/** Names that end in one of these are taken for a prefix on purpose: `release/*`, `release-*`. */
const delimiter = /[/_.-]$/;

function judgeRefs(judged: JudgedStatement, { value, refs }: JudgedSubject): VerdictFinding[] {
    const { branches, tags } = refs;
    const protect =
        judged.issuer === gitlabComIssuer
            ? ` Or add "StringEquals": {"${gitlabComIssuer}:ref_protected": "true"}.`
            : "";
    const found = { path: value.path, value: value.text, effect: "open" as const };

    if (branches.count === "any" || (tags.count === "any" && branches.count !== "none")) {
        const both = branches.count === "any" && tags.count === "any";
        return [
            {
                ...found,
                code: "refs-any",
                severity: "high",
                what: `the pattern "${value.text}" takes any ${both ? "branch or Git tag" : branches.count === "any" ? "branch" : "Git tag"}`,
                then: "every developer can push a branch or open a merge request whose jobs assume this role; a merge request's subject is its source branch, with no mark",
                fix: `Name a protected branch: "…:ref_type:branch:ref:main".${protect}`,
                found: (branches.count === "any" ? branches : tags).found,
                exposes: "refs",
            },
        ];
    }
    if (branches.count !== "none" && tags.count !== "none") {
        return [
            {
                ...found,
                code: "refs-any-type",
                severity: "high",
                what: `the pattern "${value.text}" takes branches and Git tags alike`,
                then: `a Git tag of that name matches too, and tags are often less protected than branches`,
                fix: `Write the type: ":ref_type:branch:ref:".${protect}`,
                found: tags.found,
                exposes: "refs",
            },
        ];
    }
    if (isSeveral(tags)) {
        return [
            {
                ...found,
                code: "refs-tags-by-pattern",
                severity: "medium",
                effect: "mixed",
                what: `the pattern "${value.text}" takes ${tags.count === "any" ? "any Git tag" : "Git tags by pattern"}`,
                then: "that is as safe as the project's protected tags; by default any developer can push a matching tag",
                fix: `Protect the tags in GitLab by the same pattern.${protect}`,
                found: tags.found,
            },
        ];
    }
    if (isSeveral(branches) && !delimiter.test(branches.prefix ?? "")) {
        return [
            {
                ...found,
                code: "refs-prefix-unguarded",
                severity: "medium",
                what: `the pattern "${value.text}" takes branches that merely ${branches.prefix === "" ? "match" : `begin with "${branches.prefix ?? ""}"`}`,
                then: "a branch of another name matches, and nobody protected it",
                fix: `Write the whole name, or end the prefix with a delimiter ("release/*") and protect branches by the same pattern.${protect}`,
                found: branches.found,
                exposes: "refs",
            },
        ];
    }
    return [];
}

function isSeveral({ count }: RefReach): boolean {
    return count === "some" || count === "any";
}
