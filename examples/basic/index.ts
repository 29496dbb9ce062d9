import { GitLabFederation } from "@OWNER/gitlab-aws-oidc-components";

const gitlab = new GitLabFederation("gitlab", {
    roles: {
        deploy: {
            description: "Deploys the web shop.",
            // A job gets in if it runs in this project, by path and by id, on main, and main is protected.
            subjects: [
                { project: "acme/web", projectId: "51230001", branches: ["main"], protectedRefsOnly: true },
            ],
            managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonECS_FullAccess"],
        },
    },
});

/** What the job asks for: the `aud` of its `id_tokens`. */
export const audience = gitlab.audience;
/** The roles' ARNs by key. */
export const roleArns = gitlab.roleArns;
