import { limits } from "../aws";
import type { Problem } from "../problem";

/**
 * One level of a path: https://docs.gitlab.com/user/reserved_names/ and lib/gitlab/path_regex.rb of GitLab.
 * The two endings would be read as a file's.
 */
const pathLevel = /^[a-zA-Z0-9_.][a-zA-Z0-9_.-]*$/;

const refusedEnding = /\.(git|atom)$/i;

/** What one level of a group's or project's path is made of, as a sentence. */
const pathRule = 'Use letters, digits, "_", "-" and ".", with "/" between the levels.';

/** Whether a text is the path of a project: at least a group and a project, `group/subgroup/project`. */
export function isProjectPath(text: string): boolean {
    return projectPathProblems(text).length === 0;
}

/** What is wrong with a project's path as a person wrote it: `group[/subgroup…]/project`, no wildcards, no URL. */
export function projectPathProblems(text: string): Problem[] {
    const problems = pathProblems(text, "project");
    if (problems.length === 0 && !text.includes("/")) {
        problems.push({
            path: "",
            value: text,
            message: "names no group; every GitLab project lies below a group or user",
            fix: `Write the whole path, such as "my-group/${text}".`,
        });
    }
    return problems;
}

/** What is wrong with a group's path as a person wrote it: `group[/subgroup…]`, no wildcards, no URL. */
export function groupPathProblems(text: string): Problem[] {
    return pathProblems(text, "group");
}

function pathProblems(text: string, what: "group" | "project"): Problem[] {
    const problem = (message: string, fix: string): Problem[] => [{ path: "", value: text, message, fix }];
    if (text === "") return problem("is empty", `Write the ${what}'s path as its address shows it.`);
    if (/^https?:\/\//i.test(text)) {
        return problem(
            "is a URL",
            `Write the path alone: "${text.replace(/^https?:\/\/[^/]*\/?/i, "").replace(/\/+$/, "")}".`,
        );
    }
    if (/[*?]/.test(text)) {
        return problem(
            `is a pattern; a ${what} is named exactly`,
            'Write "group" instead of "project" to let in every project below a group.',
        );
    }
    if (text.startsWith("/") || text.endsWith("/")) {
        return problem("begins or ends with a slash", `Write "${text.replace(/^\/+|\/+$/g, "")}".`);
    }
    const wrong = text.split("/").find((level) => !pathLevel.test(level) || refusedEnding.test(level));
    if (wrong === undefined) return [];
    if (refusedEnding.test(wrong)) {
        return problem(
            `ends in "${wrong.slice(wrong.lastIndexOf("."))}", which no GitLab path does`,
            `Write "${text.replace(refusedEnding, "")}".`,
        );
    }
    return problem(`is not a GitLab path: the level "${wrong}" has characters that no path has`, pathRule);
}

/**
 * What git refuses in a ref, apart from `*` and `?` (https://git-scm.com/docs/git-check-ref-format): control characters,
 * space, `~ ^ : [ \`, `..`, `@{`, an empty level, one that begins with a dot or ends in `.lock`, a trailing dot.
 */
const refusedInRef = /[^!-}\u{80}-\u{10ffff}]|[\^:[\\]|\.\.|@\{|\/\/|^\/|\/$|(?:^|\/)\.|\.lock(?:\/|$)|\.$/u;

/** Whether git takes a text as the short name of a branch or tag. */
export function isRefName(text: string): boolean {
    return text !== "" && !/[*?]/.test(text) && !refusedInRef.test(text);
}

/** Whether a name is a pattern: git refuses `*` and `?` in refs, so each of them is a wildcard. */
export function isRefPattern(text: string): boolean {
    return /[*?]/.test(text);
}

/**
 * What is wrong with a branch or tag, a name or a pattern with `*` and `?`, as a person wrote it. A ref with characters
 * beyond U+00FF cannot stand in a trust policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function refProblems(text: string): Problem[] {
    const problem = (message: string, fix: string): Problem[] => [{ path: "", value: text, message, fix }];
    if (text === "")
        return problem("is empty", 'Write a name such as "main", or a pattern such as "release/*".');
    const [, prefix, short] = /^(refs\/(?:heads|tags)\/)([^]*)$/.exec(text) ?? [];
    if (prefix !== undefined) {
        return problem(
            `begins with "${prefix}"; GitLab's subject has the short name`,
            `Write "${short ?? ""}".`,
        );
    }
    const refused = refusedInRef.exec(text)?.[0];
    if (refused !== undefined) {
        return problem(
            `is not a ref: git refuses ${JSON.stringify(refused)} there`,
            'Write the short name of a branch or tag, or a pattern with "*" and "?".',
        );
    }
    const foreign = [...text].find(
        (character) => (character.codePointAt(0) ?? 0) > limits.policyCharacterMost,
    );
    if (foreign !== undefined) {
        return problem(
            `contains "${foreign}", which IAM does not take in a policy document (at most U+00FF)`,
            `Put a wildcard in its place: "${replaceForeign(text)}"; it then lets in every ref of that shape.`,
        );
    }
    return [];
}

/** The text with one `*` for every run of characters that a policy document cannot hold. */
function replaceForeign(text: string): string {
    const characters = [...text].map((character) =>
        (character.codePointAt(0) ?? 0) > limits.policyCharacterMost ? "*" : character,
    );
    return characters.join("").replace(/\*+/g, "*");
}
