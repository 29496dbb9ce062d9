import fc from "fast-check";
import type { TrustedRole } from "../../../../cli/estate/roles";
import { type SubjectSelector, buildTrustPolicy, selectorProblems } from "../../../../trust/gitlab";
import { selectors } from "../../../trust/gitlab/selectorsAndJobs";

/** Where the roles are. */
export const scope = { accountId: "123456789012", partition: "aws" };

/** The audience of a role that says none. */
export const audience = "https://gitlab.com";

/** A role of a plan, with the trust policy that its config yields. */
export function trustedRole(
    subjects: SubjectSelector[],
    audiences: string[] = [audience],
    name = "deploy",
): TrustedRole {
    const trustPolicy = buildTrustPolicy({
        ...scope,
        issuers: [{ issuer: "gitlab.com", audiences }],
        subjects,
    });
    return { urn: "urn", label: name, name, path: "/", trustPolicy };
}

// Audiences and names with all that YAML and shells take for something else.
const text = fc.stringMatching(/^[!-~]{1,40}$/).filter((value) => !/[*?$]/.test(value));
const roleName = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);

/** What valid configs say of one role. */
export const randomRoles = fc
    .record({
        subjects: selectors,
        audiences: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
        name: roleName,
    })
    .filter(({ subjects }) =>
        subjects.every((subject) => selectorProblems(subject, "gitlab.com").length === 0),
    );
