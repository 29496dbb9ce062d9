import type { GitLabFederationArgs } from "../../components";

/** The least that a role needs. */
export const good: GitLabFederationArgs["roles"][string] = {
    subjects: [{ project: "g/p", branches: ["main"] }],
};

/** A federation with one role that has this besides. */
export const withRole = (role: object) => ({ roles: { web: { ...good, ...role } } });

/** A federation with one subject that has this besides. */
export const withSubject = (subject: object) => ({
    roles: { web: { subjects: [{ project: "g/p", branches: ["main"], ...subject }] } },
});

/** More refs than a trust policy of the usual quota can name. */
export const manyRefs = Array.from(
    { length: 40 },
    (_, index) => `release/with-a-rather-long-name-${String(index)}`,
);
