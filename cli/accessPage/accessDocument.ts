import type { RoleAccess } from "../access/roleAccess";

/** What `access --json` prints, and what `--against` reads. */
export interface AccessDocument {
    /** The form of this document; another number is another form. */
    format: 1;
    /** What was looked at: `stack dev of gitlab-aws-oidc`, `account 123456789012`. */
    of: string;
    /** Which job the roles are for; absent where all are shown. */
    only?: string;
    /** Roles that GitLab jobs may assume, sorted by name. */
    roles: RoleAccess[];
}

/** A document in which the roles stand in the order of their names. */
export function accessDocument(of: string, roles: readonly RoleAccess[], only?: string): AccessDocument {
    return {
        format: 1,
        of,
        ...(only === undefined ? {} : { only }),
        roles: [...roles].sort((a, b) => (a.role < b.role ? -1 : a.role > b.role ? 1 : 0)),
    };
}

/** How many ways into its roles a document has. */
export function waysIn({ roles }: Pick<AccessDocument, "roles">): number {
    return roles.reduce((count, { isKnown, entries }) => count + (isKnown ? entries.length : 1), 0);
}
