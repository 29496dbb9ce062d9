/**
 * What the owner of a copy of this project fills in before the first release, and then `npm run generate`, which writes it
 * into every file that has to spell it. A release refuses to run while `isPlaceholder` says that one of them is not filled
 * in. The placeholders are names that nobody can register: no npm scope has capitals, and example.com is reserved.
 */
export const project = {
    /** The repository's web address, without a trailing slash. Pages of the documentation lie below `/-/blob/main/`. */
    repository: "https://gitlab.example.com/OWNER/gitlab-aws-oidc",
    /** The npm scope that the owner holds, with its `@`. All packages lie in it. */
    npmScope: "@OWNER",
} as const;

/** The npm packages of this project. The command's package has the command's name, so that `npx` of it is the command. */
export const packageNames = {
    /** The command line. */
    command: `${project.npmScope}/gitlab-aws-oidc`,
    /** The Pulumi components. Their Pulumi package is called `gitlab-aws-oidc` in every language, whatever the scope. */
    components: `${project.npmScope}/gitlab-aws-oidc-components`,
    /** The policy pack. */
    policies: `${project.npmScope}/gitlab-aws-oidc-policies`,
} as const;

/**
 * Where a pipeline includes the CI/CD components from: a copy of this repository in the reader's own top-level group, which
 * nobody else can take. GitLab only includes components of its own instance.
 * Source: https://docs.gitlab.com/ci/yaml/includes/#use-variables-with-include, read 2026-11-21.
 */
export const componentsAddress = "$CI_SERVER_FQDN/$CI_PROJECT_ROOT_NAMESPACE/gitlab-aws-oidc";

/** The Git ref that documents and examples include: a release's tag, or `main` as long as there is no release. */
export const componentsRef = "main";

/** Whether a constant above still has the text that it came with. */
export function isPlaceholder(value: string): boolean {
    return value.includes("OWNER");
}

/** The web address of a page of this repository, given by its path: `docs/errors.md#access-denied`. */
export function pageUrl(path: string): string {
    return `${project.repository}/-/blob/main/${path}`;
}
