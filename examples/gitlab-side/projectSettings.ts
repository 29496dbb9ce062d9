/** What one GitLab project gets, as the config has it. */
export interface ProjectSettings {
    /** The role keys of the federation stack that its jobs use. */
    roleKeys: string[];
    /** The role's `subjectComponents`, where the project customised its subject. Default: GitLab's own. */
    subjectComponents?: string[];
}

/** The variable that holds a role's ARN: `web-deploy` becomes `AWS_ROLE_ARN_WEB_DEPLOY`. */
export function roleVariable(roleKey: string): string {
    return `AWS_ROLE_ARN_${roleKey.replaceAll("-", "_").toUpperCase()}`;
}
