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
    return problem(`is no GitLab path: the level "${wrong}" has characters that no path has`, pathRule);
}
