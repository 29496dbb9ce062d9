/**
 * What the owner of a copy of this project fills in before the first release; everything that names the project on the
 * web or at npm reads it here. A release refuses to run while `isPlaceholder` says that one of them is not filled in.
 */
export const project = {
    /** The repository's web address, without a trailing slash. Pages of the documentation lie below `/-/blob/main/`. */
    repository: "https://gitlab.example.com/OWNER/gitlab-aws-oidc",
    /** The npm scope that the owner holds, with its `@`. All packages lie in it. */
    npmScope: "@OWNER",
} as const;

/** Whether a constant above still has the text that it came with. */
export function isPlaceholder(value: string): boolean {
    return value.includes("OWNER");
}

/** The web address of a page of this repository, given by its path: `docs/errors.md#access-denied`. */
export function pageUrl(path: string): string {
    return `${project.repository}/-/blob/main/${path}`;
}
