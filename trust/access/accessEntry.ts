/** Who may assume a role by one value of one Allow statement, in words for a table. */
export interface AccessEntry {
    /** JSON path of the value, or of the statement where no subject is asked for. */
    path: string;
    /** The issuer, as host and path. */
    issuer: string;
    /** The audiences that are taken, as they stand there. Empty where none is asked for. */
    audiences: string[];
    /** The subject or pattern. Left out where none is asked for. */
    subject?: string;
    /** `project my-group/app`, `every project below my-group, subgroups included`. */
    projects: string;
    /** `branch main`, `any branch or Git tag`. */
    refs: string;
    /** What else must hold: `project_id is 42`. */
    conditions: string[];
    /** What is still open beyond one project and one ref: `any branch`, `any Git tag that begins with v`. */
    open: string[];
}
