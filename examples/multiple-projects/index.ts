import { GitLabFederation, type FederatedRole } from "@OWNER/gitlab-aws-oidc-components";
import { projects } from "./projects";

// Two roles for each project: a merge request may look, the protected main branch may deploy.
const roles = projects.flatMap(({ key, path, id, deploys }): [string, FederatedRole][] => [
    [
        `${key}-plan`,
        {
            description: `Reads what ${path} plans against.`,
            subjects: [{ project: path, projectId: id, branches: ["*"] }],
            managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
        },
    ],
    [
        `${key}-deploy`,
        {
            description: `Deploys ${path}.`,
            subjects: [
                { project: path, projectId: id, branches: ["main"], protectedRefsOnly: true },
                { project: path, projectId: id, gitTags: ["v*"], protectedRefsOnly: true },
            ],
            managedPolicyArns: deploys,
        },
    ],
]);

const gitlab = new GitLabFederation("gitlab", {
    roleNamePrefix: "acme-ci",
    roleDefaults: { path: "/gitlab/", tags: { "managed-by": "pulumi" } },
    roles: Object.fromEntries(roles),
});

/** What every job asks for: the `aud` of its `id_tokens`. */
export const audience = gitlab.audience;
/** The roles' ARNs by key. */
export const roleArns = gitlab.roleArns;
